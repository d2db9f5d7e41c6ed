package wire

import (
	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// KeyOrder reads what a new key is to be.
func KeyOrder(n api.NewKey) kyc.KeyOrder {
	o := kyc.KeyOrder{Kind: kyc.KeyKind(n.Kind), Name: n.Name, Permissions: permissions(n.Scopes), Origins: n.Origins}
	if n.ExpiresAt != nil {
		o.ExpiresAt = *n.ExpiresAt
	}
	return o
}

// KeyChange reads what of a key is to change.
func KeyChange(u api.KeyUpdate) kyc.KeyChange {
	c := kyc.KeyChange{Name: u.Name, Origins: u.Origins}
	if u.Scopes != nil {
		list := permissions(*u.Scopes)
		c.Permissions = &list
	}
	return c
}

// permissions keeps the difference between none named and an empty list.
func permissions(scopes []string) []kyc.Permission {
	if scopes == nil {
		return nil
	}
	out := make([]kyc.Permission, len(scopes))
	for i, s := range scopes {
		out[i] = kyc.Permission(s)
	}
	return out
}

// Key shows an API key without its secret.
func Key(k *kyc.APIKey) api.Key {
	return api.Key{ID: k.ID, Kind: string(k.Kind), Name: k.Name, Livemode: k.Live, Scopes: names(k.Permissions), Origins: names(k.Origins),
		Hint: k.Hint, CreatedAt: k.CreatedAt, LastUsedAt: moment(k.LastUsed), ExpiresAt: moment(k.ExpiresAt), RevokedAt: moment(k.RevokedAt),
		ReplacedBy: optional(k.ReplacedBy)}
}

// KeyWithSecret is for the reply to creation and to a roll only.
func KeyWithSecret(k *kyc.APIKey, plain string) api.KeyWithSecret {
	return api.KeyWithSecret{Key: Key(k), Secret: plain}
}

// ClientOrder reads what a new OAuth client is to be.
func ClientOrder(n api.NewOAuthClient) kyc.ClientOrder {
	return kyc.ClientOrder{Name: n.Name, Permissions: permissions(n.Scopes)}
}

// OAuthClient shows a client without its secret.
func OAuthClient(c *kyc.OAuthClient) api.OAuthClient {
	return api.OAuthClient{ID: c.ID, ClientID: c.ID, Name: c.Name, Livemode: c.Live, Scopes: names(c.Permissions), Hint: c.Hint,
		FormerSecretExpiresAt: moment(c.FormerUntil), CreatedAt: c.CreatedAt, LastUsedAt: moment(c.LastUsed)}
}

// OAuthClientWithSecret is for the reply to creation and to a roll only.
func OAuthClientWithSecret(c *kyc.OAuthClient, secret string) api.OAuthClientWithSecret {
	return api.OAuthClientWithSecret{OAuthClient: OAuthClient(c), Secret: secret}
}
