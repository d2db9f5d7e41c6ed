package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
)

// The power goes while a photograph arrives. It goes on from what was
// acknowledged, and nothing of it lies on the disk in plain.
func TestKilledUpload(t *testing.T) {
	t.Parallel()
	d := own(t)
	turn(t)
	m := d.invite(t, verifying("document"))
	s := m.enter()
	s.say(`{"type":"ready"}`)
	s.hearUntil("the call", func(h heard) bool { return h.Type == "session" && h.Session.Status == "in_progress" })

	picture := noisy(t)
	at, offset := s.announce(picture)
	if offset != 0 {
		t.Fatalf("begins at %d", offset)
	}
	const piece = 100 << 10
	for acked := 0; acked < 2*piece; acked += piece {
		if r := s.piece(at, acked, bytes.NewReader(picture[acked:acked+piece])); r.StatusCode != http.StatusNoContent {
			t.Fatalf("piece at %d: %s", acked, r.Status)
		}
	}
	sends, hangs := io.Pipe()
	broken := make(chan struct{})
	go func() {
		defer close(broken)
		_ = s.piece(at, 2*piece, sends) // the server dies under it
	}()
	if _, err := hangs.Write(picture[2*piece : 3*piece]); err != nil {
		t.Fatal(err)
	}
	d.kill()
	_ = hangs.Close()
	<-broken
	kept, err := filepath.Glob(filepath.Join(d.data, "blobs", "uploads", "*"))
	if err != nil || len(kept) != 3 {
		t.Errorf("two pieces and a head: %v, %v", kept, err)
	}
	for _, path := range kept {
		if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, picture[:32]) || bytes.Contains(b, picture[piece:piece+32]) {
			t.Errorf("%s: %v, or in plain", path, err)
		}
	}
	if err := d.start(); err != nil {
		t.Fatal("start again:", err)
	}
	again, offset := s.announce(picture)
	if again != at || offset != 2*piece {
		t.Fatalf("%s at %d, after %s at %d", again, offset, at, 2*piece)
	}
	// Its parties are still away: the call takes pieces, and a still once it goes on (rest's own test).
	if r := s.piece(at, offset, bytes.NewReader(picture[offset:offset+piece])); r.StatusCode != http.StatusNoContent {
		t.Errorf("a piece while the parties come back: %s %s", r.Status, r.body)
	}
	if r := s.piece(at, 3*piece, bytes.NewReader(picture[3*piece:])); r.StatusCode != http.StatusConflict || !bytes.Contains(r.body, []byte("wrong_state")) {
		t.Errorf("the last piece: %s %s", r.Status, r.body)
	}
	if again, offset = s.announce(picture); again != at || offset != 3*piece {
		t.Errorf("%s at %d, after %s at %d", again, offset, at, 3*piece)
	}

	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/cancel", nil, &api.Session{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := m.patiently()
	defer cancel()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for left := kept; len(left) > 0; left, _ = filepath.Glob(filepath.Join(d.data, "blobs", "uploads", "*")) {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatalf("the call is over, and there is %v", left)
		}
	}
}

type tusReply struct {
	*http.Response
	body []byte
}

func (s *stranger) tus(method, path string, body io.Reader, header map[string]string) (tusReply, error) {
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.d.URL+path, body)
	if err != nil {
		return tusReply{}, err
	}
	for k, v := range s.header(header["Content-Type"]) {
		r.Header.Set(k, v)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return tusReply{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return tusReply{res, raw}, err
}

// announce tells of a photograph of a PAN card, and hears where to go on.
func (s *stranger) announce(picture []byte) (at string, offset int) {
	s.t.Helper()
	sum := sha256.Sum256(picture)
	coded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	r, err := s.tus(http.MethodPost, "/customer/uploads?document=pan&side=front", nil, map[string]string{"Upload-Length": strconv.Itoa(len(picture)),
		"Upload-Metadata": "filetype " + coded("image/png") + ",sha256 " + coded(hex.EncodeToString(sum[:]))})
	if err != nil || r.StatusCode != http.StatusCreated {
		s.t.Fatalf("announce: %v %+v", err, r)
	}
	offset, err = strconv.Atoi(r.Header.Get("Upload-Offset"))
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Header.Get("Location"), offset
}

// piece sends one; the reply to a server that dies is empty.
func (s *stranger) piece(at string, offset int, b io.Reader) tusReply {
	r, err := s.tus(http.MethodPatch, at, b, map[string]string{"Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.Itoa(offset)})
	if err != nil {
		return tusReply{Response: &http.Response{Status: err.Error()}}
	}
	return r
}

// noisy is a picture that does not shrink.
func noisy(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 400, 400))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32() | 1)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
