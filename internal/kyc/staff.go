package kyc

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Assignable lists the roles that a member of staff can be given. Simulated is
// none of them: programs get it from the sandbox.
var Assignable = []Role{Admin, Developer, Supervisor, Auditor, Agent}

const (
	MaxStaffName = 200 // characters; of an account's name too
	MaxEmail     = 254 // RFC 5321
	// MinPassword is long enough that guessing through the door, ten tries a
	// minute, is hopeless. Rules about its letters are not worth their trouble
	// (NIST SP 800-63B, 3.1.1).
	MinPassword = 12
	MaxPassword = 1024
)

var (
	errNobodyGrants = &Error{Kind: Forbidden, Code: "grants_too_much", Message: "This role allows more than you may do yourself.",
		Hint: "Ask somebody with the permissions of that role."}
	errLastAdmin = &Error{Kind: Conflict, Code: "last_admin", Message: "The account would be left without an administrator.",
		Hint: "Make somebody else one first."}
	errOneself = &Error{Kind: Conflict, Code: "not_oneself", Message: "Nobody removes himself from the staff.",
		Hint: "Ask another administrator."}
)

// MemberChange is what is to become of a member; nil leaves it.
type MemberChange struct {
	Name  *string
	Roles []Role

	Certificate       *Certificate // without a number it is taken away
	Languages, Skills []string
}

// Check judges what a member is to become.
func (c *MemberChange) Check() error {
	var fields []Field
	if c.Name != nil {
		fields = append(fields, CheckName("name", *c.Name)...)
	}
	if c.Roles != nil {
		fields = append(fields, CheckRoles(c.Roles)...)
	}
	q := Qualification{Languages: c.Languages, Skills: c.Skills}
	if c.Certificate != nil && c.Certificate.Number != "" {
		q.Certificate = c.Certificate
	}
	return Refuse(append(fields, q.Check()...))
}

// MayGrant refuses to hand out roles that allow more than the principal may do.
func (p *Principal) MayGrant(roles []Role) error {
	if !p.MayAll(PermissionsOf(roles)) {
		return errNobodyGrants
	}
	return nil
}

// Reassign gives a member other roles. Whoever does it may do all that the roles
// allow, the old ones too: else one with few permissions could disarm an
// administrator. Logins and tokens made before end, so that the change holds at once.
func (o *Officer) Reassign(roles []Role, staff []Officer, by *Principal) error {
	roles = inRoleOrder(roles)
	if err := by.MayGrant(append(slices.Clone(roles), o.Roles...)); err != nil {
		return err
	}
	if slices.Equal(roles, inRoleOrder(o.Roles)) {
		return nil
	}
	if !slices.Contains(roles, Admin) && o.onlyAdmin(staff) {
		return errLastAdmin
	}
	if slices.Contains(o.Roles, Simulated) {
		roles = append(roles, Simulated)
	}
	o.Roles = roles
	o.Epoch++
	return nil
}

// MayLeave refuses to remove the last administrator, oneself, or one who may do
// more than the remover.
func (o *Officer) MayLeave(staff []Officer, by *Principal) error {
	switch err := by.MayGrant(o.Roles); {
	case by.Kind == ByMember && by.ID == o.ID:
		return errOneself
	case err != nil:
		return err
	case o.onlyAdmin(staff):
		return errLastAdmin
	}
	return nil
}

func (o *Officer) onlyAdmin(staff []Officer) bool {
	if !slices.Contains(o.Roles, Admin) {
		return false
	}
	return !slices.ContainsFunc(staff, func(other Officer) bool { return other.ID != o.ID && slices.Contains(other.Roles, Admin) })
}

// inRoleOrder gives assignable roles once each, in their order.
func inRoleOrder(roles []Role) []Role {
	var out []Role
	for _, r := range Assignable {
		if slices.Contains(roles, r) {
			out = append(out, r)
		}
	}
	return out
}

// CheckRoles wants at least one role, each of them assignable.
func CheckRoles(roles []Role) []Field {
	if len(roles) == 0 || slices.ContainsFunc(roles, func(r Role) bool { return !slices.Contains(Assignable, r) }) {
		return []Field{{"roles", "at least one of admin, developer, supervisor, auditor, agent"}}
	}
	return nil
}

// CheckName of an account or a person, without space around it.
func CheckName(field, name string) []Field {
	if !strings.ContainsFunc(name, unicode.IsLetter) || name != strings.TrimSpace(name) || !printable(name, MaxStaffName) {
		return []Field{{field, fmt.Sprintf("1 to %d printable characters with a letter, no space around them", MaxStaffName)}}
	}
	return nil
}

// CheckEmail wants something that could be an address: whether it is one only a
// letter to it can tell.
func CheckEmail(email string) []Field {
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > MaxEmail || !printable(email, MaxEmail) {
		return []Field{{"email", "must be one e-mail address"}}
	}
	return nil
}

// CheckPassword refuses what is short or known to everybody who knows the person.
func CheckPassword(password, email string) []Field {
	n := utf8.RuneCountInString(password)
	if n < MinPassword || len(password) > MaxPassword || strings.EqualFold(password, email) {
		return []Field{{"password", fmt.Sprintf("at least %d characters, and not the e-mail address", MinPassword)}}
	}
	if first, _ := utf8.DecodeRuneInString(password); strings.Trim(password, string(first)) == "" {
		return []Field{{"password", "not one character over and over"}}
	}
	return nil
}

// Refuse makes the error of wrong fields; nil when there are none.
func Refuse(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: "invalid_parameters", Message: "Some parameters are not valid.", Fields: fields}
}
