package basekyc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
)

// maxReply bounds what is read of a door's reply, in bytes.
const maxReply = 8 << 20

// door is one party's way in: address, credential, one attempt per call. The
// parties of a call are interactive; they decide themselves what to try again.
type door struct {
	base   string
	http   *http.Client
	token  string
	device string
}

// ask sends body, nil for none, as JSON unless kind names another media type,
// and reads the reply into out unless it is nil.
func (d *door) ask(ctx context.Context, method, path, kind string, body, out any) error {
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		r, kind = bytes.NewReader(raw), "application/json"
	}
	header := http.Header{}
	if kind != "" {
		header.Set("Content-Type", kind)
	}
	_, raw, err := d.send(ctx, method, path, header, r)
	if err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return fmt.Errorf("%s %s: reply: %w", method, path, err)
	}
	return nil
}

// send makes one request with more headers, and gives the reply with its whole body. A
// refusal is an error; the reply comes with it.
func (d *door) send(ctx context.Context, method, path string, header http.Header, body io.Reader) (*http.Response, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, d.base+path, body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	req.Header = header
	if d.token != "" {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	if d.device != "" {
		req.Header.Set("BaseKYC-Device", d.device)
	}
	resp, err := d.http.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err != nil {
		return nil, nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if resp.StatusCode >= 300 {
		return resp, raw, refusal(resp, raw)
	}
	return resp, raw, nil
}

// DoorError is what a door answered instead of what was asked for.
type DoorError struct{ api.Problem }

func (e *DoorError) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Detail) }

func refusal(resp *http.Response, raw []byte) error {
	e := &DoorError{api.Problem{Status: resp.StatusCode, Title: resp.Status}}
	if t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); t == api.ProblemType {
		_ = json.Unmarshal(raw, &e.Problem) // what does not parse leaves the status
	}
	return e
}

func trim(base string) string { return strings.TrimSuffix(base, "/") }
