package e2e

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/basekyc/basekyc/api"
)

// Nonsense at the backend's door is refused clearly.
func TestHostileBackend(t *testing.T) {
	t.Parallel()
	d := ours(t)
	m := d.invite(t)
	key := "Bearer " + d.SecretKey
	const good = `{"customer":{"name":"Asha Rao","mobile":"9800000002","email":"asha@example.in"},"verification_type":"full_kyc"}`
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	secret := strings.Repeat("S3CRET", 40)
	for name, c := range map[string]struct {
		method, path, credential, kind, body string
		status                               int
		code                                 string
	}{
		"over-long name":       {body: with("Asha Rao", secret), status: 400, code: "invalid_parameters"},
		"over-long metadata":   {body: with(`"verification_type"`, `"metadata":{"k":"`+strings.Repeat("S3CRET", 100)+`"},"verification_type"`), status: 400, code: "invalid_parameters"},
		"wrong type":           {body: with(`"Asha Rao"`, `["S3CRET"]`), status: 400, code: "invalid_parameters"},
		"wrong enum":           {body: with("full_kyc", "S3CRET"), status: 400, code: "invalid_parameters"},
		"unknown field":        {body: with(`"customer"`, `"colour":"S3CRET","customer"`), status: 400, code: "invalid_parameters"},
		"number too large":     {body: with(`"customer"`, `"expires_in":1e300,"customer"`), status: 400, code: "invalid_parameters"},
		"missing customer":     {body: `{"verification_type":"full_kyc"}`, status: 400, code: "invalid_parameters"},
		"control characters":   {body: with("Asha Rao", `S3CRET\u0000`), status: 400, code: "invalid_parameters"},
		"not JSON":             {body: "S3CRET", status: 400, code: "invalid_json"},
		"two documents":        {body: good + good, status: 400, code: "invalid_json"},
		"deep nesting":         {body: strings.Repeat("[", 60_000), status: 400, code: "invalid_json"},
		"an array":             {body: "[]", status: 400, code: "invalid_parameters"},
		"no body":              {status: 400, code: "invalid_json"},
		"wrong media type":     {body: good, kind: "text/plain", status: 415, code: "unsupported_media_type"},
		"no credential":        {credential: "-", body: good, status: 401, code: "unauthenticated"},
		"public key":           {credential: "Bearer " + d.PublicKey, body: good, status: 403, code: "public_key_not_allowed"},
		"session token":        {credential: "Bearer " + m.Token, body: good, status: 401, code: "access_token_invalid"},
		"id of nothing":        {method: "GET", path: "/v1/sessions/vs_00000000000000000000000000", status: 404, code: "session_not_found"},
		"id of nonsense":       {method: "GET", path: "/v1/sessions/%00%ff..%2f", status: 404, code: "session_not_found"},
		"no result yet":        {method: "GET", path: "/v1/sessions/" + m.ID + "/result", status: 409, code: "wrong_state"},
		"no recording yet":     {method: "GET", path: "/v1/sessions/" + m.ID + "/recording", status: 409, code: "wrong_state"},
		"wrong limit":          {method: "GET", path: "/v1/sessions?limit=S3CRET", status: 400, code: "invalid_parameters"},
		"unknown query":        {method: "GET", path: "/v1/sessions?colour=S3CRET", status: 400, code: "invalid_parameters"},
		"nobody's address":     {method: "GET", path: "/v1/everything", status: 404, code: "not_found"},
		"wrong method":         {method: "PATCH", path: "/v1/sessions", body: good, status: 405, code: "method_not_allowed"},
		"hook to a file":       {path: "/v1/webhook_endpoints", body: `{"url":"file:///etc/passwd"}`, status: 400, code: "webhook_url_invalid"},
		"hook to metadata":     {path: "/v1/webhook_endpoints", body: `{"url":"http://169.254.169.254/latest"}`, status: 400, code: "webhook_url_invalid"},
		"hook with a password": {path: "/v1/webhook_endpoints", body: `{"url":"https://user:S3CRET@example.com/"}`, status: 400, code: "webhook_url_invalid"},
	} {
		if c.method == "" {
			c.method = http.MethodPost
		}
		if c.path == "" {
			c.path = "/v1/sessions"
		}
		if c.kind == "" {
			c.kind = "application/json"
		}
		header := map[string]string{"Content-Type": c.kind}
		if c.credential == "" {
			c.credential = key
		}
		if c.credential != "-" {
			header["Authorization"] = c.credential
		}
		r := d.knock(t, c.method, c.path, header, strings.NewReader(c.body))
		r.refuses(t, name, c.status, c.code)
		if strings.Contains(r.body, "S3CRET") {
			t.Errorf("%s: the value comes back: %s", name, r.body)
		}
		if c.code == "invalid_parameters" && len(r.Errors) == 0 {
			t.Errorf("%s: no field is named: %s", name, r.body)
		}
	}
	if page := d.knock(t, http.MethodGet, "/docs/errors", nil, nil); page.status != http.StatusOK || !strings.Contains(page.body, `id="invalid_parameters"`) {
		t.Errorf("the page that explains errors: %d", page.status)
	}

	const hundred = 100 << 20
	header := map[string]string{"Content-Type": "application/json", "Authorization": key}
	d.knock(t, http.MethodPost, "/v1/sessions", header, io.LimitReader(spaces{}, hundred)).refuses(t, "100 MB in chunks", 413, "too_large")
	d.knock(t, http.MethodPost, "/v1/sessions", header, bytes.NewReader(make([]byte, hundred))).refuses(t, "100 MB", 413, "too_large")
	d.survives(t)
}

// spaces is an endless body.
type spaces struct{}

func (spaces) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// Nonsense on the socket ends it with the code that the contract names.
func TestHostileSocket(t *testing.T) {
	t.Parallel()
	d := ours(t)
	for name, c := range map[string]struct {
		kind websocket.MessageType
		text string
		code int
	}{
		"binary":         {websocket.MessageBinary, "\x00\x01\x02", 4400},
		"not JSON":       {websocket.MessageText, "hello", 4400},
		"bytes":          {websocket.MessageText, "{\"type\":\"\x01\"}", 4400},
		"no hello":       {websocket.MessageText, `{"type":"ready"}`, 4400},
		"unknown member": {websocket.MessageText, `{"type":"hello","colour":"red"}`, 4400},
		"wrong type":     {websocket.MessageText, `{"type":{}}`, 4400},
		"deep nesting":   {websocket.MessageText, strings.Repeat(`{"type":`, 5000), 4400},
		"wrong token":    {websocket.MessageText, `{"type":"hello","token":"x.y.z","device":"` + device + `"}`, 4401},
		"wrong staff":    {websocket.MessageText, `{"type":"hello","token":"x.y.z"}`, 4401},
		"too long":       {websocket.MessageText, `{"type":"hello","token":"` + strings.Repeat("x", 1<<20) + `"}`, 1009},
	} {
		conn := d.socket(t)
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		err := conn.Write(ctx, c.kind, []byte(c.text))
		for err == nil {
			_, _, err = conn.Read(ctx)
		}
		if got := int(websocket.CloseStatus(err)); got != c.code {
			t.Errorf("%s: %v, want close code %d", name, err, c.code)
		}
		cancel()
	}
	if r := d.knock(t, http.MethodGet, "/realtime", nil, nil); r.status < 400 || r.status >= 500 {
		t.Errorf("no upgrade: %d", r.status)
	}
	d.survives(t)
}

// A customer's device that sends nonsense in the middle of a call.
func TestHostileCustomer(t *testing.T) {
	t.Parallel()
	d := ours(t)
	bomb := pixelBomb(t)
	t.Logf("pixel bomb of %d bytes", len(bomb))
	turn(t)
	m := d.invite(t, verifying("document"))
	s := m.enter()
	errs := func(what, text, code string) {
		t.Helper()
		s.say(text)
		if h := s.hear("error"); h.Code != code {
			t.Errorf("%s: %q, want %q", what, h.Code, code)
		}
	}
	errs("early offer", `{"type":"offer","sdp":"v=0"}`, "wrong_state")
	s.still("early still", "pan", "image/png", onePixel(t)).refuses(t, "early still", 409, "wrong_state")
	s.say(`{"type":"ready"}`)
	s.hearUntil("the call", func(h heard) bool { return h.Type == "session" && h.Session.Status == "in_progress" })

	errs("unknown message", `{"type":"dance"}`, "unknown_message")
	for _, sdp := range []string{"", "garbage", "v=0\r\n", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n",
		"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n",
		strings.Repeat("m=audio 9 X 0\r\n", 3000)} {
		text, err := json.Marshal(map[string]string{"type": "offer", "sdp": sdp})
		if err != nil {
			t.Fatal(err)
		}
		errs(fmt.Sprintf("offer %.20q", sdp), string(text), "offer_invalid")
	}
	s.say(`{"type":"candidate","candidate":{"candidate":"garbage"}}`)
	if h := s.hear("error"); h.Code != "candidate_invalid" && h.Code != "wrong_state" {
		t.Errorf("candidate: %q", h.Code)
	}

	whole := onePixel(t)
	for name, c := range map[string]struct {
		document, kind string
		picture        []byte
		status         int
		code           string
	}{
		"no picture":       {"pan", "image/png", []byte("this is text"), 400, "image_invalid"},
		"half a picture":   {"pan", "image/png", whole[:len(whole)/2], 400, "image_invalid"},
		"another format":   {"pan", "image/jpeg", whole, 400, "image_invalid"},
		"pixel bomb":       {"pan", "image/png", bomb, 413, "too_large"},
		"13 MB":            {"pan", "image/png", make([]byte, 13<<20), 413, "too_large"},
		"wrong media type": {"pan", "image/gif", whole, 415, "unsupported_media_type"},
		"unknown document": {"ration_card", "image/png", whole, 400, "invalid_parameters"},
	} {
		s.say(`{"type":"ping","t":1}`) // the line stays open however slow this is
		s.still(name, c.document, c.kind, c.picture).refuses(t, name, c.status, c.code)
	}
	s.hear("pong")

	var ended api.Session
	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/cancel", nil, &ended); err != nil || ended.Status != "canceled" {
		t.Errorf("cancel: %v, %s", err, ended.Status)
	}
	m.hears(api.SessionCanceled)
	for _, e := range m.settled() {
		if e.Type == api.DocumentCaptured {
			t.Error("nonsense was kept as a document")
		}
	}
	d.survives(t)
	after := d.invite(t, verifying("document"))
	after.join("genuine")
	after.hearsEnd()
	after.settled()
}

func (s *stranger) still(what, document, kind string, picture []byte) reply {
	s.t.Helper()
	return s.d.knock(s.t, http.MethodPost, "/customer/stills?document="+document+"&side=front", s.header(kind), bytes.NewReader(picture))
}

// survives: the same process still serves a whole session.
func (d *demo) survives(t *testing.T) {
	t.Helper()
	if r := d.knock(t, http.MethodGet, "/readyz", nil, nil); r.status != http.StatusOK {
		t.Errorf("readyz: %d %s", r.status, r.body)
	}
	if !d.alive() {
		t.Fatalf("the server has ended: %v\n%s", d.err, d.tail())
	}
	m := d.invite(t)
	var ended api.Session
	if _, err := d.ask(http.MethodPost, "/v1/sessions/"+m.ID+"/cancel", nil, &ended); err != nil || ended.Status != "canceled" {
		t.Errorf("create and cancel: %v, %s", err, ended.Status)
	}
	m.hears(api.SessionCreated, api.SessionCanceled)
}

func onePixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pixelBomb is a valid PNG of 50,000 x 50,000 black pixels in a small file: 10
// GB when it is decoded to RGBA.
func pixelBomb(t *testing.T) []byte {
	t.Helper()
	const side = 50_000
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(data))) // to memory
		b.WriteString(kind)
		b.Write(data)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	head := binary.BigEndian.AppendUint32(nil, side)
	head = binary.BigEndian.AppendUint32(head, side)
	chunk("IHDR", append(head, 1, 0, 0, 0, 0)) // one bit of grey a pixel
	// A hundred times the same black rows: after the first, every flushed block
	// only looks back at zeros, so one can stand for all.
	const parts = 100
	rows := make([]byte, side/parts*(1+(side+7)/8))
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	var ends [2]int
	for i := range ends {
		if _, err := w.Write(rows); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		ends[i] = z.Len()
	}
	z.Write(bytes.Repeat(z.Bytes()[ends[0]:ends[1]], parts-2))
	z.Write([]byte{3, 0}) // an empty last block
	sum := uint32(len(rows) * parts % 65521)
	z.Write(binary.BigEndian.AppendUint32(nil, sum<<16|1)) // Adler-32 of zeros
	chunk("IDAT", z.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}
