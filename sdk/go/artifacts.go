package basekyc

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/basekyc/basekyc/api"
)

// Result reads what a session came to; ErrConflict until it has ended.
func (c *Client) Result(ctx context.Context, id string) (*api.Result, error) {
	return read[api.Result](ctx, c, session(id)+"/result", nil)
}

// Report reads the report's facts.
func (c *Client) Report(ctx context.Context, id string) (*api.Report, error) {
	return read[api.Report](ctx, c, session(id)+"/report", nil)
}

// ReportPDF opens the report; the caller closes it.
func (c *Client) ReportPDF(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.download(ctx, session(id)+"/report", "application/pdf")
}

// AddendumPDF opens what an auditor found, sealed beside the report; the caller
// closes it.
func (c *Client) AddendumPDF(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.download(ctx, session(id)+"/report?part=audit", "application/pdf")
}

// Recording opens the recording; the caller closes it.
func (c *Client) Recording(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.download(ctx, session(id)+"/recording", "video/webm")
}

// Composite opens the recording for people, MP4; code composite_pending until it
// has been made. The caller closes it.
func (c *Client) Composite(ctx context.Context, id string) (io.ReadCloser, error) {
	return c.download(ctx, session(id)+"/recording?track=composite", "video/mp4")
}

// RecordingOf opens one party's picture and sound, WebM: customer or agent. The
// caller closes it.
func (c *Client) RecordingOf(ctx context.Context, id, party string) (io.ReadCloser, error) {
	return c.download(ctx, session(id)+"/recording?track="+url.QueryEscape(party), "video/webm")
}

// download tries again until the first byte; what breaks later is the reader's.
func (c *Client) download(ctx context.Context, path, accept string) (io.ReadCloser, error) {
	res, err := c.send(ctx, call{method: http.MethodGet, path: path, accept: accept})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}
