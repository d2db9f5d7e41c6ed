package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// keyring is where the keys of an account are in one mode.
type keyring interface {
	create(kyc.KeyOrder) (plain string, err error)
	list() ([]kyc.APIKey, error) // oldest first, also those that have ended
	roll(id string, overlap time.Duration) (plain string, err error)
	revoke(id string) error
}

// keysAt says where: exactly one of an account and an address.
type keysAt struct {
	onDatabase `embed:""`
	Account    string `help:"Id of the account, to work on the database of this machine."`
	URL        string `name:"url" help:"Address of a server, to work over its API, in the account and mode of the secret key."`
	Key        string `help:"With --url: secret key with keys:read and keys:write; better in the environment than on the command line." env:"BASEKYC_SECRET_KEY" placeholder:"sk_test_..."`
	Mode       string `help:"test or live; test unless given, or the secret key's." enum:"test,live," default:""`
}

// with opens the keyring for do.
func (c keysAt) with(do func(keyring) error) error {
	switch {
	case c.Account != "" && c.URL != "":
		return errors.New("--account works on the database of this machine and --url over the API of a server: give one of them")
	case c.URL != "":
		if c.Config != "" {
			return errors.New("--config is for the database of this machine, --url for the API of a server: give one of them")
		}
		client, err := remote{URL: c.URL, Key: c.Key}.client()
		if err != nil {
			return err
		}
		if c.Mode != "" && !strings.HasPrefix(c.Key, "sk_"+c.Mode+"_") {
			return errors.New("the secret key is not of " + c.Mode + " mode, and over the API its mode is the one")
		}
		ctx, stop := untilSignal()
		defer stop()
		return do(overAPI{ctx, client})
	case c.Account == "":
		return errors.New("whose keys? --account ID for the database of this machine, or --url ADDRESS and BASEKYC_SECRET_KEY for the API of a server")
	}
	scope := kyc.Scope{Account: c.Account, Live: c.Mode == "live"}
	return c.admin(func(ctx context.Context, st *store.Store, s *account.Service) error {
		return do(inDatabase{ctx, st, s, scope})
	})
}

// inDatabase is for the operator, who may do everything.
type inDatabase struct {
	ctx     context.Context
	store   *store.Store
	service *account.Service
	scope   kyc.Scope
}

func (d inDatabase) create(o kyc.KeyOrder) (string, error) {
	if _, err := d.store.Account(d.ctx, d.scope.Account); err != nil {
		return "", err
	}
	plain, _, err := d.service.CreateKey(d.ctx, kyc.Operator(d.scope), o)
	return plain, err
}

func (d inDatabase) list() ([]kyc.APIKey, error) { return d.store.Keys(d.ctx, d.scope) }

func (d inDatabase) roll(id string, overlap time.Duration) (string, error) {
	plain, _, err := d.service.RollKey(d.ctx, kyc.Operator(d.scope), id, overlap)
	return plain, err
}

func (d inDatabase) revoke(id string) error { return d.service.RevokeKey(d.ctx, d.scope, id) }

// overAPI may what its key may.
type overAPI struct {
	ctx    context.Context
	client *basekyc.Client
}

func (a overAPI) create(o kyc.KeyOrder) (string, error) {
	n := api.NewKey{Kind: string(o.Kind), Name: o.Name, Origins: o.Origins}
	for _, p := range o.Permissions {
		n.Scopes = append(n.Scopes, string(p))
	}
	if !o.ExpiresAt.IsZero() {
		n.ExpiresAt = &o.ExpiresAt
	}
	return shown(a.client.CreateKey(a.ctx, n))
}

func (a overAPI) list() (out []kyc.APIKey, _ error) {
	for k, err := range a.client.AllKeys(a.ctx, basekyc.Page{Limit: 100}) {
		if err != nil {
			return nil, err
		}
		one := kyc.APIKey{ID: k.ID, Kind: kyc.KeyKind(k.Kind), Name: k.Name, Hint: k.Hint, Origins: k.Origins,
			LastUsed: orZero(k.LastUsedAt), ExpiresAt: orZero(k.ExpiresAt), RevokedAt: orZero(k.RevokedAt)}
		for _, s := range k.Scopes {
			one.Permissions = append(one.Permissions, kyc.Permission(s))
		}
		out = append(out, one)
	}
	slices.Reverse(out)
	return out, nil
}

func (a overAPI) roll(id string, overlap time.Duration) (string, error) {
	seconds := int(overlap / time.Second)
	return shown(a.client.RollKey(a.ctx, id, api.Roll{Overlap: &seconds}))
}

func (a overAPI) revoke(id string) error { return a.client.RevokeKey(a.ctx, id) }

func shown(k *api.KeyWithSecret, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return k.Secret, nil
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
