package webhook

import (
	"fmt"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Secrets seals what the database keeps: internal/seal. context is the
// endpoint's id, so that a secret opens in its own row only.
type Secrets interface {
	Seal(plain, context []byte) []byte
	Open(sealed, context []byte) ([]byte, error)
}

// unsealed is for programs that keep nothing.
type unsealed struct{}

func (unsealed) Seal(plain, _ []byte) []byte           { return plain }
func (unsealed) Open(sealed, _ []byte) ([]byte, error) { return sealed, nil }

func orUnsealed(s Secrets) Secrets {
	if s == nil {
		return unsealed{}
	}
	return s
}

// open gives the secrets that sign a letter to an endpoint, as they are used.
// What is no longer than a secret is one that was kept before they were sealed.
func open(s Secrets, e *kyc.Endpoint, kept [][]byte) ([][]byte, error) {
	plain := make([][]byte, len(kept))
	for i, k := range kept {
		if plain[i] = k; len(k) <= api.MaxSecret {
			continue
		}
		var err error
		if plain[i], err = s.Open(k, []byte(e.ID)); err != nil {
			return nil, fmt.Errorf("open the secret of webhook endpoint %s: %w", e.ID, err)
		}
	}
	return plain, nil
}
