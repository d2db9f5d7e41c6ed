package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// KeysCmd manages API keys, straight on the database or over the API. Keys are
// printed once.
type KeysCmd struct {
	Create KeysCreateCmd `cmd:"" help:"Make an API key and print it once."`
	List   KeysListCmd   `cmd:"" help:"List the keys of an account in one mode."`
	Roll   KeysRollCmd   `cmd:"" help:"Make the successor of a key and print it once; the former key ends with the overlap."`
	Revoke KeysRevokeCmd `cmd:"" help:"Revoke a key at once."`
}

// KeysCreateCmd makes a key.
type KeysCreateCmd struct {
	keysAt    `embed:""`
	Kind      string        `help:"secret (for backends) or public (for the SDK)." enum:"secret,public" default:"secret"`
	Name      string        `help:"What it is for." default:"command line"`
	Scope     []string      `help:"What a secret key may do, such as sessions:read; may be repeated. Everything when left out."`
	Origin    []string      `help:"Pages of this origin may use a public key, such as https://www.example.com; may be repeated. Any when left out."`
	ExpiresIn time.Duration `help:"The key ends after this time, such as 2160h. Never when left out."`
}

// Run prints the key.
func (c *KeysCreateCmd) Run() error {
	return c.with(func(k keyring) error {
		o := kyc.KeyOrder{Kind: kyc.KeyKind(c.Kind), Name: c.Name, Origins: c.Origin}
		for _, p := range c.Scope {
			o.Permissions = append(o.Permissions, kyc.Permission(p))
		}
		if c.ExpiresIn != 0 {
			o.ExpiresAt = time.Now().Add(c.ExpiresIn)
		}
		return printed(k.create(o))
	})
}

// KeysListCmd lists keys without their secrets.
type KeysListCmd struct {
	keysAt `embed:""`
}

// Run prints a line each: id, kind, last letters, state, last use, name, and
// what the key may do or whose pages may use it.
func (c *KeysListCmd) Run() error {
	return c.with(func(k keyring) error {
		list, err := k.list()
		if err != nil {
			return err
		}
		now := time.Now()
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for i := range list {
			k := &list[i]
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Kind, k.Hint, stateOf(k, now), lastUse(k), k.Name, reach(k))
		}
		return w.Flush()
	})
}

func stateOf(k *kyc.APIKey, now time.Time) string {
	switch {
	case !k.RevokedAt.IsZero() && !now.Before(k.RevokedAt):
		return "revoked"
	case !k.Alive(now):
		return "expired"
	case !k.ExpiresAt.IsZero():
		return "active until " + k.ExpiresAt.Format(time.RFC3339)
	}
	return "active"
}

func lastUse(k *kyc.APIKey) string {
	if k.LastUsed.IsZero() {
		return "never used"
	}
	return "used " + k.LastUsed.Format(time.RFC3339)
}

func reach(k *kyc.APIKey) string {
	switch {
	case k.Kind == kyc.PublicKey && len(k.Origins) == 0:
		return "any origin"
	case k.Kind == kyc.PublicKey:
		return strings.Join(k.Origins, ",")
	case len(k.Permissions) == len(kyc.Permissions):
		return "everything"
	}
	scopes := make([]string, len(k.Permissions))
	for i, p := range k.Permissions {
		scopes[i] = string(p)
	}
	return strings.Join(scopes, ",")
}

// KeysRollCmd rolls a key.
type KeysRollCmd struct {
	keysAt  `embed:""`
	ID      string        `arg:"" help:"Id of the key: key_..."`
	Overlap time.Duration `help:"How long the former key is still good, at most 168h." default:"24h"`
}

// Run prints the successor.
func (c *KeysRollCmd) Run() error {
	return c.with(func(k keyring) error { return printed(k.roll(c.ID, c.Overlap)) })
}

// KeysRevokeCmd revokes a key. A running server sees it within seconds.
type KeysRevokeCmd struct {
	keysAt `embed:""`
	ID     string `arg:"" help:"Id of the key: key_..."`
}

// Run revokes.
func (c *KeysRevokeCmd) Run() error {
	return c.with(func(k keyring) error { return k.revoke(c.ID) })
}

// printed prints a key that is shown this once.
func printed(plain string, err error) error {
	if err != nil {
		return spelled(err)
	}
	fmt.Println(plain)
	return nil
}

// spelled says which parts of an order are wrong.
func spelled(err error) error {
	var e *kyc.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Field + " " + f.Message
	}
	return errors.New(strings.Join(parts, "; "))
}
