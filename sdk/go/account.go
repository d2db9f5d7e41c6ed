package basekyc

import (
	"context"
	"net/http"
	"net/url"

	"github.com/basekyc/basekyc/api"
)

// Account reads the account of the credential.
func (c *Client) Account(ctx context.Context) (*api.Account, error) {
	return read[api.Account](ctx, c, "/v1/account", nil)
}

// UpdateAccount changes what is given.
func (c *Client) UpdateAccount(ctx context.Context, change api.AccountChange) (*api.Account, error) {
	return ask[api.Account](ctx, c, http.MethodPatch, "/v1/account", change)
}

// SetLogo sets the picture on the customer's page: JPEG, PNG or WebP, at most
// 256 KiB.
func (c *Client) SetLogo(ctx context.Context, mediaType string, picture []byte) (*api.Account, error) {
	var out api.Account
	if err := c.do(ctx, call{method: http.MethodPut, path: "/v1/account/logo", body: picture, kind: mediaType}, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// DeleteLogo takes the picture off.
func (c *Client) DeleteLogo(ctx context.Context) (*api.Account, error) {
	return ask[api.Account](ctx, c, http.MethodDelete, "/v1/account/logo", nil)
}

func member(id string) string { return "/v1/members/" + url.PathEscape(id) }

// Members lists the account's staff, oldest first.
func (c *Client) Members(ctx context.Context) (*api.MemberList, error) {
	return read[api.MemberList](ctx, c, "/v1/members", nil)
}

// Member reads one of the staff.
func (c *Client) Member(ctx context.Context, id string) (*api.Member, error) {
	return read[api.Member](ctx, c, member(id), nil)
}

// UpdateMember changes what is given.
func (c *Client) UpdateMember(ctx context.Context, id string, change api.MemberChange) (*api.Member, error) {
	return ask[api.Member](ctx, c, http.MethodPatch, member(id), change)
}

// RemoveMember takes somebody off the staff at once.
func (c *Client) RemoveMember(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: member(id)}, nil)
}

// RemoveSecondFactor takes a lost authenticator off a member.
func (c *Client) RemoveSecondFactor(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: member(id) + "/second_factor"}, nil)
}

// Profiles lists the regulator profiles that a session can be ordered with.
func (c *Client) Profiles(ctx context.Context) (*api.ProfileList, error) {
	return read[api.ProfileList](ctx, c, "/v1/profiles", nil)
}

// Invite asks somebody onto the staff; the reply holds the link, once.
func (c *Client) Invite(ctx context.Context, n api.NewInvitation) (*api.StaffInvitationWithLink, error) {
	return ask[api.StaffInvitationWithLink](ctx, c, http.MethodPost, "/v1/invitations", n)
}

// Invitations lists invitations to the staff, newest first.
func (c *Client) Invitations(ctx context.Context) (*api.StaffInvitationList, error) {
	return read[api.StaffInvitationList](ctx, c, "/v1/invitations", nil)
}

// DeleteInvitation takes an invitation back.
func (c *Client) DeleteInvitation(ctx context.Context, id string) error {
	return c.do(ctx, call{method: http.MethodDelete, path: "/v1/invitations/" + url.PathEscape(id)}, nil)
}
