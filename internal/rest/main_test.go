package rest_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/basekyc/basekyc/internal/kyctest"
)

func TestMain(m *testing.M) {
	if doorsChild() {
		return
	}
	kyctest.Main(m)
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}
