package sandbox

import (
	"fmt"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"

	basekyc "github.com/basekyc/basekyc/sdk/go"
	"github.com/pion/webrtc/v4/pkg/media"

	"github.com/basekyc/basekyc/internal/sandbox/puppet"
)

// frameTime is how long each picture is shown: 12 a second.
const frameTime = time.Second / 12

// camera yields the VP8 key frame to send at an instant.
type camera interface{ Frame(now time.Time) []byte }

// peer is a simulated party's PeerConnection: a real one, that sends a moving
// picture and speech and receives whatever comes.
type peer struct {
	pc    *webrtc.PeerConnection
	video *webrtc.TrackLocalStaticSample
	audio *webrtc.TrackLocalStaticSample
	up    chan struct{} // closed when connected
	down  chan struct{} // closed when the connection is lost or closed
	once  sync.Once
	stop  chan struct{}
	wg    sync.WaitGroup
}

// newPeer prepares a connection and its offer, all candidates inside. With
// relays it calls over them alone.
func newPeer(relays []basekyc.ICEServer) (*peer, string, error) {
	engine := &webrtc.MediaEngine{}
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, "", fmt.Errorf("register codecs: %w", err)
	}
	icpt := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(engine, icpt); err != nil {
		return nil, "", fmt.Errorf("register interceptors: %w", err)
	}
	var setting webrtc.SettingEngine
	setting.SetIncludeLoopbackCandidate(true) // the demo serves on this machine
	api := webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(icpt), webrtc.WithSettingEngine(setting))
	conf := webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle}
	for _, r := range relays {
		conf.ICEServers = append(conf.ICEServers, webrtc.ICEServer{URLs: r.URLs, Username: r.Username, Credential: r.Credential})
		conf.ICETransportPolicy = webrtc.ICETransportPolicyRelay
	}
	pc, err := api.NewPeerConnection(conf)
	if err != nil {
		return nil, "", fmt.Errorf("new peer connection: %w", err)
	}
	p := &peer{pc: pc, up: make(chan struct{}), down: make(chan struct{}), stop: make(chan struct{})}
	offer, err := p.offer()
	if err != nil {
		p.close()
		return nil, "", err
	}
	return p, offer, nil
}

func (p *peer) offer() (string, error) {
	var err error
	if p.video, err = webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, "video", "sandbox"); err != nil {
		return "", fmt.Errorf("new video track: %w", err)
	}
	if p.audio, err = webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, "audio", "sandbox"); err != nil {
		return "", fmt.Errorf("new audio track: %w", err)
	}
	for _, t := range []webrtc.TrackLocal{p.audio, p.video} {
		tr, err := p.pc.AddTransceiverFromTrack(t, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendrecv})
		if err != nil {
			return "", fmt.Errorf("add %s: %w", t.Kind(), err)
		}
		p.drain(func(b []byte) error { _, _, err := tr.Sender().Read(b); return err })
	}
	if _, err := p.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil { // of a supervisor
		return "", fmt.Errorf("add ear: %w", err)
	}
	p.pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		p.drain(func(b []byte) error { _, _, err := t.Read(b); return err })
	})
	var connected sync.Once
	p.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		switch s {
		case webrtc.PeerConnectionStateConnected:
			connected.Do(func() { close(p.up) })
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			p.once.Do(func() { close(p.down) })
		}
	})
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return "", fmt.Errorf("create offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(offer); err != nil {
		return "", fmt.Errorf("set offer: %w", err)
	}
	<-gathered // host candidates only: at once
	return p.pc.LocalDescription().SDP, nil
}

// drain reads until the connection is closed, so that interceptors see what
// arrives.
func (p *peer) drain(read func([]byte) error) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		buf := make([]byte, 1500)
		for read(buf) == nil {
		}
	}()
}

func (p *peer) answer(sdp string) error {
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}); err != nil {
		return fmt.Errorf("set answer: %w", err)
	}
	return nil
}

// play sends picture and sound once the connection is up, until it is closed.
func (p *peer) play(cam camera, voice *puppet.Voice) {
	p.pump(frameTime, func(int) error {
		return p.video.WriteSample(media.Sample{Data: cam.Frame(time.Now()), Duration: frameTime})
	})
	p.pump(puppet.PacketTime, func(n int) error {
		return p.audio.WriteSample(media.Sample{Data: voice.Packet(n), Duration: puppet.PacketTime})
	})
}

func (p *peer) pump(every time.Duration, write func(n int) error) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		select {
		case <-p.stop:
			return
		case <-p.up:
		}
		tick := time.NewTicker(every)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-p.stop:
				return
			case <-tick.C:
				if write(n) != nil {
					return
				}
			}
		}
	}()
}

// close ends everything and waits for it.
func (p *peer) close() {
	select {
	case <-p.stop:
	default:
		close(p.stop)
	}
	_ = p.pc.Close()
	p.wg.Wait()
}
