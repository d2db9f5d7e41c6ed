package main

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"testing"
)

// Who has left does not go on waiting until others are decoded.
func TestNobodyWaitsToDecodeForWhoHasLeft(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	for range cap(decoding) {
		decoding <- struct{}{}
	}
	ctx, leave := context.WithCancel(t.Context())
	answer := make(chan error)
	go func() {
		_, _, err := pictures{}.CheckPicture(ctx, "image/png", b.Bytes())
		answer <- err
	}()
	leave()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for range cap(decoding) {
		<-decoding
	}
	if width, height, err := (pictures{}).CheckPicture(t.Context(), "image/png", b.Bytes()); err != nil || width != 8 || height != 8 {
		t.Errorf("with room: %d x %d, %v", width, height, err)
	}
}
