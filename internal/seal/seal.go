// Package seal owns the secrets that must be read again: it encrypts small texts
// (AES-256-GCM) under a key that is kept beside the other keys, never in the
// database. What is only ever compared is hashed instead, elsewhere.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

const (
	keyBytes = 32
	idBytes  = 4 // names the key that sealed
)

// ErrOpen is the answer to whatever was not sealed here: damaged, of another
// purpose or context, or under a key that is gone.
var ErrOpen = errors.New("the sealed text cannot be opened: it was damaged, belongs elsewhere, or its key is gone from the key file")

// Box seals and opens. It never changes and is safe for concurrent use.
//
//	box, err := seal.Open(filepath.Join(data, "keys", "seal.key"))
//	secrets := box.For("webhook secrets")
//	row := secrets.Seal(secret, []byte(endpointID))
type Box struct{ keys []key } // the last one seals, all of them open

type key struct {
	id     [idBytes]byte // first octets of the hash of the key in the file: the same for all its purposes
	secret [keyBytes]byte
}

// For is the box of one purpose. Boxes of different purposes cannot open each
// other's texts.
func (b *Box) For(purpose string) *Box {
	return b.derive(func(k key) ([]byte, error) { return hkdf.Expand(sha256.New, k.secret[:], purpose, keyBytes) })
}

// With is a box that also takes the secret of somebody else to open: neither
// the key file nor the secret alone is enough.
func (b *Box) With(secret []byte) *Box {
	return b.derive(func(k key) ([]byte, error) { return hkdf.Key(sha256.New, secret, k.secret[:], "with", keyBytes) })
}

func (b *Box) derive(from func(key) ([]byte, error)) *Box {
	out := &Box{keys: make([]key, len(b.keys))}
	for i, k := range b.keys {
		derived, err := from(k)
		if err != nil {
			panic(fmt.Sprintf("derive a key: %v", err)) // only for lengths that are not ours
		}
		out.keys[i] = key{id: k.id, secret: [keyBytes]byte(derived)}
	}
	return out
}

// Seal encrypts. context says where the text belongs, such as the id of its
// row: it is not kept, and Open wants the same.
func (b *Box) Seal(plain, context []byte) []byte {
	k := b.keys[len(b.keys)-1]
	return k.cipher().Seal(k.id[:], nil, plain, context)
}

// Open decrypts what Seal made for the same purpose and context.
func (b *Box) Open(sealed, context []byte) ([]byte, error) {
	if len(sealed) < idBytes {
		return nil, ErrOpen
	}
	for _, k := range b.keys {
		if k.id != [idBytes]byte(sealed) {
			continue
		}
		if plain, err := k.cipher().Open(nil, nil, sealed[idBytes:], context); err == nil {
			return plain, nil
		}
	}
	return nil, ErrOpen
}

// cipher draws a nonce of 96 bits for each text: one key may seal 2^32 of them.
func (k key) cipher() cipher.AEAD {
	block, err := aes.NewCipher(k.secret[:])
	if err == nil {
		var gcm cipher.AEAD
		if gcm, err = cipher.NewGCMWithRandomNonce(block); err == nil {
			return gcm
		}
	}
	panic(fmt.Sprintf("make the cipher: %v", err)) // only for lengths that are not ours
}
