package kyc

import (
	"slices"
	"strings"
)

// Identity is who somebody is, as the operator's provider of sign-on says. The
// provider has proved that the address is his.
type Identity struct {
	Subject string // the provider's own name of him, which never changes
	Email   string
	Name    string
	Groups  []string // values of the claim that roles are made of
}

// SignOn is whom the operator lets in by single sign-on. The zero value lets
// nobody in.
type SignOn struct {
	Domains   []string          // of e-mail addresses, in lower case; at least one
	Account   string            // members of this account only; "" lets those of every account in
	Provision bool              // who is no member becomes one, of Account
	Roles     []Role            // of new members
	Groups    map[string][]Role // nil: the provider has no say in roles; else it alone has, at each sign-on
}

var (
	errForeignDomain = &Error{Kind: Forbidden, Code: "sso_refused", Message: "Sign-on is not for addresses of this domain.", Hint: "Ask the operator of this installation."}
	errNotKnown      = &Error{Kind: Forbidden, Code: "sso_not_member", Message: "Nobody with this address is on the staff.", Hint: "Ask an administrator for an invitation."}
	errOtherSubject  = &Error{Kind: Forbidden, Code: "sso_refused", Message: "Another person of the provider has come with this address before.",
		Hint: "Ask an administrator to remove the member and to invite him again."}
	errNoRole = &Error{Kind: Forbidden, Code: "sso_no_role", Message: "The provider gives you no role here.", Hint: "Ask whoever runs the provider to add you to a group that has one."}
)

// Admits refuses addresses of other domains.
func (s *SignOn) Admits(i Identity) error {
	_, domain, _ := strings.Cut(i.Email, "@")
	if i.Subject == "" || !slices.Contains(s.Domains, strings.ToLower(domain)) {
		return errForeignDomain
	}
	return nil
}

// RolesOf says what the provider makes of somebody; nil when it has no say.
func (s *SignOn) RolesOf(i Identity) ([]Role, error) {
	if s.Groups == nil {
		return nil, nil
	}
	var roles []Role
	for _, g := range i.Groups {
		roles = append(roles, s.Groups[g]...)
	}
	if roles = inRoleOrder(roles); len(roles) == 0 {
		return nil, errNoRole
	}
	return roles, nil
}

// Welcome makes a member of somebody who is none. Id and time are the caller's to
// add.
func (s *SignOn) Welcome(i Identity) (*Officer, error) {
	if !s.Provision || s.Account == "" {
		return nil, errNotKnown
	}
	roles, err := s.RolesOf(i)
	if err != nil {
		return nil, err
	}
	if roles == nil {
		roles = inRoleOrder(s.Roles)
	}
	name := strings.TrimSpace(i.Name)
	if len(CheckName("name", name)) > 0 {
		name, _, _ = strings.Cut(i.Email, "@")
	}
	return &Officer{Account: s.Account, Email: i.Email, Name: name, Roles: roles, Subject: i.Subject}, nil
}

// SignOn lets a member in who has proved himself to the provider. The first time
// he is known by his address, from then on by his subject too: an address may be
// given to somebody else one day. Other roles end his logins, like any change of
// roles; the account's last administrator stays one.
func (o *Officer) SignOn(s *SignOn, i Identity, staff []Officer) error {
	if s.Account != "" && o.Account != s.Account || slices.Contains(o.Roles, Simulated) {
		return errNotKnown
	}
	if o.Subject != "" && o.Subject != i.Subject {
		return errOtherSubject
	}
	roles, err := s.RolesOf(i)
	if err != nil {
		return err
	}
	o.Subject = i.Subject
	if roles == nil || slices.Equal(roles, inRoleOrder(o.Roles)) {
		return nil
	}
	if !slices.Contains(roles, Admin) && o.onlyAdmin(staff) {
		roles = inRoleOrder(append(roles, Admin))
	}
	if !slices.Equal(roles, inRoleOrder(o.Roles)) {
		o.Roles = roles
		o.Epoch++
	}
	return nil
}
