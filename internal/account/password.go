package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// argon2id as OWASP recommends for 19 MiB; 32 ms on the machine it was measured on.
const (
	argonMemory  = 19 * 1024 // KiB
	argonTime    = 2
	argonThreads = 1
	saltBytes    = 16
	hashBytes    = 32
)

// hashesAtOnce bounds memory and CPU of log-ins: further ones wait until theirs
// is free or their request ends.
const hashesAtOnce = 2

var plainBase64 = base64.RawStdEncoding.Strict()

// hashPassword makes the PHC form of a password.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	var salt [saltBytes]byte
	if _, err := io.ReadFull(s.entropy, salt[:]); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	sum, err := s.argon(ctx, password, salt[:], argonMemory, argonTime, argonThreads, hashBytes)
	if err != nil {
		return "", err
	}
	return phc(salt[:], sum), nil
}

func phc(salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads,
		plainBase64.EncodeToString(salt), plainBase64.EncodeToString(sum))
}

// matches compares in constant time. A hash that cannot be read matches nothing.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	h, err := parsePHC(hash)
	if err != nil {
		return false, fmt.Errorf("read a password hash: %w", err)
	}
	sum, err := s.argon(ctx, password, h.salt, h.memory, h.time, h.threads, uint32(len(h.sum)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(sum, h.sum) == 1, nil
}

// argon waits for a slot and hashes.
func (s *Service) argon(ctx context.Context, password string, salt []byte, memory, time uint32, threads uint8, size uint32) ([]byte, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a password check: %w", ctx.Err())
	}
	return argon2.IDKey([]byte(password), salt, time, memory, threads, size), nil
}

type parsedHash struct {
	memory, time uint32
	threads      uint8
	salt, sum    []byte
}

var errHashForm = errors.New("not an argon2id hash in PHC form")

// parsePHC bounds what it reads: a hash from the database must not be able to
// ask for all memory.
func parsePHC(text string) (parsedHash, error) {
	var h parsedHash
	var version int
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return h, errHashForm
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, errHashForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return h, errHashForm
	}
	var err error
	if h.salt, err = plainBase64.DecodeString(parts[4]); err != nil {
		return h, errHashForm
	}
	if h.sum, err = plainBase64.DecodeString(parts[5]); err != nil {
		return h, errHashForm
	}
	if h.memory < 8 || h.memory > 1<<20 || h.time < 1 || h.time > 16 || h.threads < 1 || len(h.salt) < 8 || len(h.sum) < 16 || len(h.sum) > 64 {
		return h, errHashForm
	}
	return h, nil
}

// decoyHash is what an unknown e-mail's password is compared with: the same
// work, so that time does not tell who exists.
func (s *Service) decoyHash() (string, error) {
	var b [saltBytes + hashBytes]byte
	if _, err := io.ReadFull(s.entropy, b[:]); err != nil {
		return "", fmt.Errorf("draw a decoy: %w", err)
	}
	return phc(b[:saltBytes], b[saltBytes:]), nil
}
