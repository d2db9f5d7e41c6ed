package media

import (
	"os"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"
)

// What browsers really offered, with their own payload types.
func TestWhatBrowsersOfferIsAgreedOn(t *testing.T) {
	for browser, want := range map[string]struct {
		video, repair, audio, red, transport uint8
		candidates                           int
		sound                                string
	}{
		"chromium": {96, 97, 111, 63, 3, 8, "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\n"}, // Opus is what it sends
		"firefox":  {120, 124, 109, 0, 7, 4, "m=audio 9 UDP/TLS/RTP/SAVPF 109\r\n"},
	} {
		b := strike(t, browser, func(s string) string { return s })
		for pt, p := range map[uint8]payload{
			want.video:  {kind: Video, nack: true, transport: want.transport},
			want.repair: {kind: Video, repair: true, transport: want.transport},
			want.audio:  {kind: Audio, transport: want.transport},
		} {
			if b.payload[pt] != p {
				t.Errorf("%s: payload type %d is %+v, want %+v", browser, pt, b.payload[pt], p)
			}
		}
		if p := b.payload[want.red]; p.red != (want.red != 0) {
			t.Errorf("%s: RED is %+v", browser, p)
		}
		v, a := b.down["agent-video"], b.down["agent-audio"]
		if v.payload != want.video || v.repair != want.repair || v.transport != want.transport || !v.nack || v.ssrc == 0 || v.repairSSRC == 0 || v.ssrc == v.repairSSRC {
			t.Errorf("%s: video goes as %+v", browser, v)
		}
		if a.payload != want.audio || a.repair != 0 || a.red != want.red || a.transport != want.transport || a.nack || a.ssrc == 0 {
			t.Errorf("%s: sound goes as %+v", browser, a)
		}
		if b.ufrag == "" || b.pwd == "" || len(b.fingerprints) == 0 || !b.active || b.lite || b.cryptex || len(b.candidates) != want.candidates {
			t.Errorf("%s: transport %q %q, %d fingerprints, active %v, lite %v, cryptex %v, %d candidates", browser, b.ufrag, b.pwd, len(b.fingerprints), b.active, b.lite, b.cryptex, len(b.candidates))
		}
		text, err := b.text(nil)
		if err != nil || !strings.Contains(text, "a=ice-ufrag:ours") || !strings.Contains(text, "a=end-of-candidates") || !strings.Contains(text, want.sound) {
			t.Errorf("%s: %v: answer\n%s", browser, err, text)
		}
	}
}

func TestOffersWithLessAreAgreedOn(t *testing.T) {
	b := strike(t, "chromium", func(s string) string { return strings.ReplaceAll(s, "transport-wide-cc", "other") })
	if v := b.down["agent-video"]; v.transport != 0 || v.ssrc == 0 {
		t.Errorf("without transport-wide numbers: %+v", v)
	}
	b = strike(t, "chromium", func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, "a=rtpmap:97 rtx", "a=rtpmap:97 other"), "a=rtcp-fb:96 nack\r\n", "")
	})
	if v := b.down["agent-video"]; v.repair != 0 || v.nack || v.ssrc == 0 {
		t.Errorf("without repairs: %+v", v)
	}
	b = strike(t, "chromium", func(s string) string { return strings.ReplaceAll(s, "a=setup:actpass", "a=setup:active") })
	if b.active {
		t.Error("both sides open the handshake")
	}
	b = strike(t, "chromium", func(s string) string { return strings.ReplaceAll(s, "a=sendrecv", "a=sendonly") })
	if len(b.down) != 0 || b.payload[96].kind != Video {
		t.Errorf("to a client that only sends goes %v", b.down)
	}
	b = strike(t, "chromium", func(s string) string { return strings.ReplaceAll(s, "t=0 0\r\n", "t=0 0\r\na=cryptex\r\n") })
	if !b.cryptex {
		t.Error("header extensions are not encrypted for a client that wants it")
	}
}

func strike(t *testing.T, browser string, change func(string) string) *bargain {
	t.Helper()
	offer, err := os.ReadFile("testdata/offers/" + browser + ".sdp")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Listen(Config{UDPAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := newLink(&Peer{room: &Room{srv: s}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	var tracks []webrtc.TrackLocal
	for _, k := range kinds {
		x, err := newDownTrack(l, Agent, k).offered()
		if err != nil {
			t.Fatal(err)
		}
		tracks = append(tracks, x)
	}
	own, err := l.own(tracks)
	if err != nil {
		t.Fatal(err)
	}
	own.ufrag = "ours"
	b, err := s.strike(change(string(offer)), own)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
