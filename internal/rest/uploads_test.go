package rest_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/rest"
	"github.com/basekyc/basekyc/internal/upload"
)

const tusPiece = "application/offset+octet-stream"

// metadata is Upload-Metadata in pairs.
func metadata(pairs ...string) string {
	var out []string
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(out, ",")
}

// announce begins the upload of a picture and gives its address.
func (w *world) announce(c bound, query, picture string) (at string, offset int) {
	w.t.Helper()
	rec := w.as(c, "POST", "/customer/uploads?"+query, "", "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(picture)),
		"Upload-Metadata", metadata("filetype", "image/jpeg", "sha256", sum(picture)))
	if rec.Code != http.StatusCreated || rec.Header().Get("Tus-Resumable") != "1.0.0" || rec.Body.Len() != 0 {
		w.t.Fatalf("begin: %d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	ends, err := http.ParseTime(rec.Header().Get("Upload-Expires"))
	if left := time.Until(ends); err != nil || left < 58*time.Minute {
		w.t.Errorf("Upload-Expires %q", rec.Header().Get("Upload-Expires"))
	}
	return rec.Header().Get("Location"), w.offset(rec)
}

func (w *world) offset(rec *httptest.ResponseRecorder) int {
	w.t.Helper()
	n, err := strconv.Atoi(rec.Header().Get("Upload-Offset"))
	if err != nil {
		w.t.Fatalf("%d without an offset: %v", rec.Code, rec.Header())
	}
	return n
}

func (w *world) add(c bound, at string, offset int, piece string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.as(c, "PATCH", at, piece, "Tus-Resumable", "1.0.0", "Upload-Offset", strconv.Itoa(offset), "Content-Type", tusPiece)
}

// arrived is what HEAD says; -1 when there is no such upload.
func (w *world) arrived(c bound, at string) int {
	w.t.Helper()
	rec := w.as(c, "HEAD", at, "", "Tus-Resumable", "1.0.0")
	if rec.Code == http.StatusNotFound {
		return -1
	}
	if rec.Code != http.StatusOK || rec.Header().Get("Upload-Length") == "" || rec.Header().Get("Cache-Control") != "no-store" {
		w.t.Fatalf("head: %d %v", rec.Code, rec.Header())
	}
	return w.offset(rec)
}

// left counts the blobs of unfinished uploads.
func (w *world) left() int {
	keys, _ := w.blobs.List(w.t.Context(), "uploads/")
	return len(keys)
}

const panFront = "document=pan&side=front"

func TestAPictureArrivesInPieces(t *testing.T) {
	w := newWorld(t)
	c := w.called()
	at, offset := w.announce(c, panFront, "picture")
	if offset != 0 || w.arrived(c, at) != 0 {
		t.Errorf("begins at %d", offset)
	}
	if rec := w.add(c, at, 0, "pic"); rec.Code != 204 || w.offset(rec) != 3 || rec.Body.Len() != 0 {
		t.Errorf("a piece: %d %s", rec.Code, rec.Body)
	}
	if rec := w.add(c, at, 3, ""); rec.Code != 204 || w.offset(rec) != 3 {
		t.Errorf("no bytes: %d %s", rec.Code, rec.Body)
	}
	for _, wrong := range []int{0, 2, 5, 7, 99} { // a second tab, or the same piece again
		rec := w.add(c, at, wrong, "ture")
		problemIn(t, rec, 409, "upload_offset")
		if w.offset(rec) != 3 {
			t.Errorf("at %d: the right offset is not %d", wrong, w.offset(rec))
		}
	}
	if again, offset := w.announce(c, panFront, "picture"); again != at || offset != 3 {
		t.Errorf("announced again: %s at %d", again, offset)
	}
	// The server starts again.
	var err error
	w.deps.Uploads, err = upload.Open(t.Context(), upload.Config{Blobs: w.blobs, Sessions: w.store, ID: w.sessions.ID, Now: time.Now, Log: w.deps.Log})
	must(t, err)
	w.h, err = rest.New(w.deps)
	must(t, err)
	if n := w.arrived(c, at); n != 3 {
		t.Errorf("after a start %d are there", n)
	}
	still := read[api.Still](t, w.add(c, at, 3, "ture"), 200)
	if still.Width != 640 || still.SHA256 != sum("picture") {
		t.Errorf("still %+v", still)
	}
	if n := w.left(); n != 0 {
		t.Errorf("%d blobs of the upload are left", n)
	}

	// Its reply was lost.
	if n := w.arrived(c, at); n != 7 {
		t.Errorf("whole, and %d", n)
	}
	if same := read[api.Still](t, w.add(c, at, 7, ""), 200); same != still {
		t.Errorf("asked again: %+v, not %+v", same, still)
	}
	rec := w.add(c, at, 3, "ture")
	problemIn(t, rec, 409, "upload_offset")
	if again, offset := w.announce(c, panFront, "picture"); w.offset(rec) != 7 || again != at || offset != 7 {
		t.Errorf("sent again: %d; announced again: %s at %d", w.offset(rec), again, offset)
	}
	v, err := w.sessions.Get(t.Context(), c.ref.Scope, c.ref.Session)
	must(t, err)
	if len(v.Stills) != 1 || v.Stills[0].ID != still.ID || v.Stills[0].Label != "pan_front" || string(w.blobs.blobs[v.Stills[0].Key]) != "picture" {
		t.Errorf("stills %+v", v.Stills)
	}
	events := read[api.EventList](t, w.ask("GET", "/v1/sessions/"+v.ID+"/events", w.a.secret, ""), 200)
	captured := 0
	for _, e := range events.Data {
		if e.Type == api.DocumentCaptured {
			captured++
		}
	}
	if captured != 1 {
		t.Errorf("%d events of it", captured)
	}
}

// The process dies after the still was written and before its pieces went.
func TestAStillIsMadeOnceOfAnUpload(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Uploads = undropped{d.Uploads} })
	c := w.called()
	at, _ := w.announce(c, panFront, "picture")
	w.add(c, at, 0, "pic")
	first := read[api.Still](t, w.add(c, at, 3, "ture"), 200)
	_, err := w.sessions.Instruct(t.Context(), c.ref, &kyc.Instruction{ID: "ins_1", Kind: kyc.InstructDocument, Document: kyc.PAN, Side: "front", AskedAt: time.Now().Add(time.Second)})
	must(t, err)
	if again := read[api.Still](t, w.add(c, at, 3, "ture"), 200); again != first {
		t.Errorf("%+v and %+v", first, again)
	}
	if v, _ := w.sessions.Get(t.Context(), c.ref.Scope, c.ref.Session); len(v.Stills) != 1 {
		t.Errorf("stills %+v", v.Stills)
	}
}

// The process dies between the two, and no hash was announced: the answer is of the bytes that are kept.
func TestAStillIsAnsweredAsItIsKept(t *testing.T) {
	w := newWorldWith(t, func(d *rest.Deps) { d.Uploads, d.Pictures = undropped{d.Uploads}, anything{} })
	c := w.called()
	rec := w.as(c, "POST", "/customer/uploads?"+panFront, "", "Tus-Resumable", "1.0.0", "Upload-Length", "7", "Upload-Metadata", metadata("filetype", "image/jpeg"))
	at := rec.Header().Get("Location")
	w.add(c, at, 0, "pic")
	first := read[api.Still](t, w.add(c, at, 3, "ture"), 200)
	if again := read[api.Still](t, w.add(c, at, 3, "TURE"), 200); again != first || again.SHA256 != sum("picture") {
		t.Errorf("%+v and %+v", first, again)
	}
}

type anything struct{}

func (anything) CheckPicture(_ context.Context, _ string, b []byte) (int, int, error) {
	return anything{}.PictureSize(b)
}
func (anything) PictureSize(b []byte) (int, int, error) { return int(b[len(b)-1]), 1, nil }

// Who asks again and again what became of his picture has it decoded once.
func TestAPictureIsDecodedOnce(t *testing.T) {
	eye := &counting{}
	w := newWorldWith(t, func(d *rest.Deps) { eye.Pictures, d.Pictures = d.Pictures, eye })
	c := w.called()
	at, _ := w.announce(c, panFront, "picture")
	still := read[api.Still](t, w.add(c, at, 0, "picture"), 200)
	for range 3 {
		if same := read[api.Still](t, w.add(c, at, 7, ""), 200); same != still {
			t.Errorf("asked again: %+v, not %+v", same, still)
		}
	}
	if eye.decoded != 1 {
		t.Errorf("decoded %d times", eye.decoded)
	}
}

type counting struct {
	rest.Pictures
	decoded int
}

func (c *counting) CheckPicture(ctx context.Context, kind string, b []byte) (int, int, error) {
	c.decoded++
	return c.Pictures.CheckPicture(ctx, kind, b)
}

type undropped struct{ rest.Uploads }

func (undropped) Drop(context.Context, kyc.Ref, string) {}

func TestUploadsAreRefused(t *testing.T) {
	w := newWorld(t)
	c, other := w.called(), w.called()
	at, _ := w.announce(c, panFront, "picture")
	w.add(c, at, 0, "pic")
	good := metadata("filetype", "image/jpeg")
	mega := strings.Repeat("x", 1<<20+1)
	for name, tt := range map[string]struct {
		method, target, body string
		as                   bound
		change               map[string]string // of the good headers
		status               int
		code                 string
	}{
		"no version":              {"POST", "", "", c, map[string]string{"Tus-Resumable": ""}, 412, "upload_version"},
		"another version":         {"HEAD", at, "", c, map[string]string{"Tus-Resumable": "0.2.2"}, 412, ""},
		"no length":               {"POST", "", "", c, map[string]string{"Upload-Length": ""}, 400, "invalid_parameters"},
		"no bytes":                {"POST", "", "", c, map[string]string{"Upload-Length": "0"}, 400, "invalid_parameters"},
		"a length of words":       {"POST", "", "", c, map[string]string{"Upload-Length": "many"}, 400, "invalid_parameters"},
		"12 MB and one":           {"POST", "", "", c, map[string]string{"Upload-Length": strconv.Itoa(12<<20 + 1)}, 413, "too_large"},
		"no metadata":             {"POST", "", "", c, map[string]string{"Upload-Metadata": ""}, 400, "invalid_parameters"},
		"metadata of no base64":   {"POST", "", "", c, map[string]string{"Upload-Metadata": "filetype image/jpeg"}, 400, "invalid_parameters"},
		"a name twice":            {"POST", "", "", c, map[string]string{"Upload-Metadata": good + "," + good}, 400, "invalid_parameters"},
		"no type":                 {"POST", "", "", c, map[string]string{"Upload-Metadata": metadata("sha256", sum("picture"))}, 415, "unsupported_media_type"},
		"a GIF":                   {"POST", "", "", c, map[string]string{"Upload-Metadata": metadata("filetype", "image/gif")}, 415, "unsupported_media_type"},
		"half a hash":             {"POST", "", "", c, map[string]string{"Upload-Metadata": good + "," + metadata("sha256", "abcd")}, 400, "invalid_parameters"},
		"no side":                 {"POST", "/customer/uploads?document=pan", "", c, nil, 400, "invalid_parameters"},
		"nobody's":                {"PATCH", "/customer/uploads/up_00000000000000000000000000", "x", c, nil, 404, "upload_not_found"},
		"no id":                   {"PATCH", "/customer/uploads/up", "x", c, nil, 404, "upload_not_found"},
		"another customer asks":   {"HEAD", at, "", other, nil, 404, ""},
		"another customer's":      {"PATCH", at, "ture", other, map[string]string{"Upload-Offset": "3"}, 404, "upload_not_found"},
		"another device":          {"PATCH", at, "ture", bound{token: c.token, device: newDevice()}, nil, 403, "wrong_device"},
		"no offset":               {"PATCH", at, "ture", c, map[string]string{"Upload-Offset": ""}, 400, "invalid_parameters"},
		"an offset below nothing": {"PATCH", at, "ture", c, map[string]string{"Upload-Offset": "-1"}, 400, "invalid_parameters"},
		"a picture's type":        {"PATCH", at, "ture", c, map[string]string{"Content-Type": "image/jpeg"}, 415, "unsupported_media_type"},
		"more than was announced": {"PATCH", at, "tures", c, map[string]string{"Upload-Offset": "3"}, 413, "too_large"},
		"a piece above 1 MiB":     {"PATCH", at, mega, c, map[string]string{"Upload-Offset": "3"}, 413, "too_large"},
	} {
		if tt.target == "" {
			tt.target = "/customer/uploads?" + panFront
		}
		headers := []string{"Tus-Resumable", "1.0.0", "Upload-Length", "7", "Upload-Metadata", good, "Upload-Offset", "0", "Content-Type", tusPiece}
		for i := 0; i < len(headers); i += 2 {
			if v, ok := tt.change[headers[i]]; ok {
				headers[i+1] = v
			}
		}
		rec := w.as(tt.as, tt.method, tt.target, tt.body, headers...)
		if rec.Code != tt.status || tt.code != "" && problemIn(t, rec, tt.status, tt.code).Code == "" {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Body)
		}
		if tt.status == 412 && rec.Header().Get("Tus-Version") != "1.0.0" {
			t.Errorf("%s: no Tus-Version", name)
		}
		if n := w.arrived(c, at); n != 3 {
			t.Errorf("%s: %d have arrived", name, n)
		}
	}

	// What can never become a still goes at once.
	at, _ = w.announce(c, "document=pan&side=back", "picture")
	problemIn(t, w.add(c, at, 0, "pictuRe"), 400, "upload_checksum")
	if n := w.arrived(c, at); n != -1 {
		t.Errorf("after a wrong hash %d", n)
	}
	at, _ = w.announce(c, "document=pan&side=back", "nothing")
	problemIn(t, w.add(c, at, 0, "nothing"), 400, "image_invalid")
	if n := w.arrived(c, at); n != -1 {
		t.Errorf("after no picture %d", n)
	}
	waiting := w.join(w.create(w.a))
	problemIn(t, w.add(waiting, at, 0, "x"), 409, "wrong_state")
}

func TestUploadsAreBounded(t *testing.T) {
	w := newWorld(t)
	var err error
	w.deps.Uploads, err = upload.Open(t.Context(), upload.Config{Blobs: w.blobs, Sessions: w.store, ID: w.sessions.ID, Now: time.Now, Log: w.deps.Log,
		Bounds: upload.Bounds{Account: 60, All: 100, Pieces: 3}})
	must(t, err)
	w.h, err = rest.New(w.deps)
	must(t, err)
	c := w.called()
	first, _ := w.announce(c, panFront, "picture no 1")
	w.add(c, first, 0, "pic")
	second, _ := w.announce(c, panFront, "picture no 2") // taken again
	if w.arrived(c, first) != -1 || w.arrived(c, second) != 0 || w.left() != 1 {
		t.Errorf("a new picture of the same side: %d, %d, %d blobs", w.arrived(c, first), w.arrived(c, second), w.left())
	}
	for _, q := range []string{"document=pan&side=back", "document=aadhaar&side=front", "document=aadhaar&side=back"} {
		w.announce(c, q, "picture no 3")
	}
	if w.arrived(c, second) != -1 || w.left() != 3 {
		t.Errorf("a fourth one: %d, %d blobs", w.arrived(c, second), w.left())
	}
	o := w.called()
	at, _ := w.announce(o, panFront, "picture no 5")
	for i, b := range []string{"p", "i", "c"} {
		w.add(o, at, i, b)
	}
	problemIn(t, w.add(o, at, 3, "t"), 409, "too_many_pieces")
	if rec := w.add(o, at, 3, "ture no 5"); rec.Code != 400 { // the last one is not kept as a piece; it is no picture of this world's
		t.Errorf("the rest at once: %d %s", rec.Code, rec.Body)
	}
	at, _ = w.announce(o, panFront, "picture no 5")
	for i, b := range []string{"p", "i", "c"} {
		w.add(o, at, i, b)
	}
	if same, offset := w.announce(o, panFront, "picture no 5"); same != at || offset != 3 { // nothing was refused yet
		t.Errorf("announced again: %s at %d", same, offset)
	}
	problemIn(t, w.add(o, at, 3, "t"), 409, "too_many_pieces")
	fresh, offset := w.announce(o, panFront, "picture no 5") // as the error says
	if fresh == at || offset != 0 || w.arrived(o, at) != -1 {
		t.Errorf("begun again: %s at %d, and the stuck one at %d", fresh, offset, w.arrived(o, at))
	}
	rec := w.as(o, "POST", "/customer/uploads?"+panFront, "", "Tus-Resumable", "1.0.0", "Upload-Length", "25", "Upload-Metadata", metadata("filetype", "image/png"))
	problemIn(t, rec, 503, "out_of_service")
	w.announce(o, panFront, "picture no 6")
}

func TestUnfinishedUploadsGo(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	uploads, err := upload.Open(t.Context(), upload.Config{Blobs: w.blobs, Sessions: w.store, ID: w.sessions.ID, Now: func() time.Time { return now }, Log: w.deps.Log})
	must(t, err)
	w.deps.Uploads = uploads
	w.h, err = rest.New(w.deps)
	must(t, err)
	c, o := w.called(), w.called()
	at, _ := w.announce(c, panFront, "picture")
	w.add(c, at, 0, "pic")
	now = now.Add(30 * time.Minute)
	later, _ := w.announce(o, panFront, "picture")
	now = now.Add(30 * time.Minute)
	if w.arrived(c, at) != -1 || w.arrived(o, later) != 0 {
		t.Errorf("after an hour %d, after half of it %d", w.arrived(c, at), w.arrived(o, later))
	}
	uploads.Sweep(t.Context())
	if n := w.left(); n != 1 {
		t.Errorf("%d blobs after the sweep", n)
	}
	_, err = w.sessions.Cancel(t.Context(), o.ref.Scope, o.ref.Session)
	must(t, err)
	uploads.Sweep(t.Context())
	if n := w.left(); n != 0 {
		t.Errorf("%d blobs after the end of the call", n)
	}
}

// A picture arrives while the call is interrupted, and becomes a still once it goes on.
func TestAnInterruptedCallTakesPieces(t *testing.T) {
	w := newWorld(t)
	c := w.called()
	at, _ := w.announce(c, panFront, "picture")
	_, err := w.sessions.Interrupt(t.Context(), c.ref, "customer_lost")
	must(t, err)
	if rec := w.add(c, at, 0, "pic"); rec.Code != 204 {
		t.Errorf("a piece: %d %s", rec.Code, rec.Body)
	}
	problemIn(t, w.add(c, at, 3, "ture"), 409, "wrong_state")
	if n := w.arrived(c, at); n != 3 {
		t.Errorf("%d are there", n)
	}
	_, err = w.sessions.Resume(t.Context(), c.ref)
	must(t, err)
	read[api.Still](t, w.add(c, at, 3, "ture"), 200)
}

// A network died in the middle of a piece. What came of it is kept, and who comes by another one does not wait.
func TestAPieceThatHangsIsCut(t *testing.T) {
	w := newWorld(t)
	c := w.called()
	at, _ := w.announce(c, panFront, "picture")
	server := httptest.NewServer(w.h)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	must(t, err)
	defer conn.Close()
	head := fmt.Sprintf("PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s: %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: %s\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
		at, c.token, rest.DeviceHeader, c.device, tusPiece)
	_, err = conn.Write([]byte(head))
	must(t, err)
	r := bufio.NewReader(conn)
	if line, err := r.ReadString('\n'); err != nil || !strings.Contains(line, "100") { // the server reads
		t.Fatalf("%q, %v", line, err)
	}
	_, err = conn.Write([]byte("pic"))
	must(t, err)
	// The bytes are on their way through loopback; the server may have seen all of them or fewer.
	again, n := w.announce(c, panFront, "picture")
	if again != at || n < 0 || n > 3 || w.arrived(c, at) != n {
		t.Fatalf("%s at %d, then at %d", again, n, w.arrived(c, at))
	}
	_, _ = r.ReadString('\n')
	if line, err := r.ReadString('\n'); err == nil && !strings.Contains(line, "409") {
		t.Errorf("the piece that was cut: %q", line)
	}
	read[api.Still](t, w.add(c, at, n, "picture"[n:]), 200)
}
