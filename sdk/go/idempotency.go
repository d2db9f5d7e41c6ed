package basekyc

import (
	"context"
	"crypto/rand"
)

type idempotencyMark struct{}

// WithIdempotencyKey gives the POST that is made with the returned context a key
// of your own, 1 to 255 printable ASCII characters: repeating the call within 24
// hours, even from another process, answers with the first reply. Without it
// every call draws its own key, which covers its retries.
func WithIdempotencyKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, idempotencyMark{}, key)
}

func idempotencyKey(ctx context.Context) string {
	if key, ok := ctx.Value(idempotencyMark{}).(string); ok && key != "" {
		return key
	}
	return rand.Text()
}
