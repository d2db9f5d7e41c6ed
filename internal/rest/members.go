package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountMembers(s *server) {
	const members, invitations = "/v1/members", "/v1/invitations"
	handle(s, route{ID: "listMembers", Method: http.MethodGet, Path: members, Door: backend, Needs: kyc.ReadAccount, Enter: overStaff, Tag: "account",
		Summary: "List the staff, oldest first"}, s.listMembers)
	handle(s, route{ID: "getMember", Method: http.MethodGet, Path: members + "/{id}", Door: backend, Needs: kyc.ReadAccount, Enter: overStaff, Tag: "account", Errors: []int{404},
		Summary: "Read a member of staff"}, s.getMember)
	handle(s, route{ID: "updateMember", Method: http.MethodPatch, Path: members + "/{id}", Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account", Errors: []int{404, 409},
		Summary: "Rename a member, enter their qualification or change their roles", Text: "Nobody gives or takes a role that allows more than they may do themselves, and one administrator stays."}, s.updateMember)
	handle(s, route{ID: "removeMember", Method: http.MethodDelete, Path: members + "/{id}", Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account", Status: http.StatusNoContent, Errors: []int{404, 409},
		Summary: "Remove a member", Text: "Their logins, calls and staff tokens end at once."}, s.removeMember)
	handle(s, route{ID: "removeSecondFactor", Method: http.MethodDelete, Path: members + "/{id}/second_factor", Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account", Status: http.StatusNoContent, Errors: []int{404, 409},
		Summary: "Take a lost authenticator and all passkeys off a member", Text: "Their logins, calls and staff tokens end; the password alone lets them in again."}, s.removeSecondFactor)
	handle(s, route{ID: "createInvitation", Method: http.MethodPost, Path: invitations, Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account", Status: http.StatusCreated, Errors: []int{409},
		Summary: "Invite somebody onto the staff", Text: "The link is shown in this reply only, works once, and runs out after 7 days. A new one to the same address replaces it."}, s.createInvitation)
	handle(s, route{ID: "listInvitations", Method: http.MethodGet, Path: invitations, Door: backend, Needs: kyc.ReadAccount, Enter: overStaff, Tag: "account",
		Summary: "List invitations, newest first"}, s.listInvitations)
	handle(s, route{ID: "deleteInvitation", Method: http.MethodDelete, Path: invitations + "/{id}", Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account", Status: http.StatusNoContent, Errors: []int{404},
		Summary: "Take an invitation back"}, s.deleteInvitation)
}

var (
	errNoMember     = &kyc.Error{Kind: kyc.NotFound, Code: "member_not_found", Message: "No such member of this account's staff."}
	errNoInvitation = &kyc.Error{Kind: kyc.NotFound, Code: "invitation_not_found", Message: "No such invitation of this account."}
)

func (s *server) listMembers(ctx context.Context, c *call, _ *struct{}) (*body[api.MemberList], error) {
	list, err := s.Staff.Members(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	out := api.MemberList{Data: make([]api.Member, len(list))}
	for i := range list {
		out.Data[i] = wire.Member(&list[i])
	}
	return &body[api.MemberList]{out}, nil
}

func (s *server) getMember(ctx context.Context, c *call, in *PathID) (*body[api.Member], error) {
	if err := mustBe(in.ID, kyc.PrefixOfficer, errNoMember); err != nil {
		return nil, err
	}
	o, err := s.Accounts.Officer(ctx, c.scope.Account, in.ID)
	if err == nil && s.Accounts.Simulated(o) { // a program, in no list either
		return nil, errNoMember
	}
	return memberReply(o, err)
}

type updateMember struct {
	PathID
	Body api.MemberChange
}

func (in *updateMember) change() kyc.MemberChange {
	c := kyc.MemberChange{Name: trimmed(in.Body.Name), Roles: roles(in.Body.Roles), Languages: in.Body.Languages, Skills: in.Body.Skills}
	if cert := in.Body.Certificate; cert != nil {
		c.Certificate = &kyc.Certificate{Number: strings.TrimSpace(cert.Number)}
		if cert.ExpiresAt != nil {
			c.Certificate.ExpiresAt = *cert.ExpiresAt
		}
	}
	return c
}

func (s *server) updateMember(ctx context.Context, c *call, in *updateMember) (*body[api.Member], error) {
	if err := mustBe(in.ID, kyc.PrefixOfficer, errNoMember); err != nil {
		return nil, err
	}
	o, err := s.Staff.ChangeMember(ctx, &c.who, in.ID, in.change())
	return memberReply(o, err)
}

func (s *server) removeMember(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixOfficer, errNoMember); err != nil {
		return nil, err
	}
	_, err := memberReply(nil, s.Staff.RemoveMember(ctx, &c.who, in.ID))
	return nil, err
}

func (s *server) removeSecondFactor(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixOfficer, errNoMember); err != nil {
		return nil, err
	}
	_, err := memberReply(nil, s.Factors.Disarm(ctx, &c.who, in.ID))
	return nil, err
}

type createInvitation struct{ Body api.NewInvitation }

func (s *server) createInvitation(ctx context.Context, c *call, in *createInvitation) (*body[api.StaffInvitationWithLink], error) {
	code, i, err := s.Staff.Invite(ctx, &c.who, in.Body.Email, roles(in.Body.Roles))
	if err != nil {
		return nil, err
	}
	return &body[api.StaffInvitationWithLink]{api.StaffInvitationWithLink{StaffInvitation: wire.Invite(i, s.Now()),
		URL: s.BaseURL + "/dashboard/invited#" + code}}, nil
}

func (s *server) listInvitations(ctx context.Context, c *call, _ *struct{}) (*body[api.StaffInvitationList], error) {
	list, err := s.Staff.Invites(ctx, c.scope.Account)
	if err != nil {
		return nil, err
	}
	out := api.StaffInvitationList{Data: make([]api.StaffInvitation, len(list))}
	for i := range list {
		out.Data[i] = wire.Invite(&list[i], s.Now())
	}
	return &body[api.StaffInvitationList]{out}, nil
}

func (s *server) deleteInvitation(ctx context.Context, c *call, in *PathID) (*struct{}, error) {
	if err := mustBe(in.ID, kyc.PrefixInvite, errNoInvitation); err != nil {
		return nil, err
	}
	return nil, s.Staff.EndInvite(ctx, c.scope.Account, in.ID)
}

// memberReply calls an officer of the language a member, as everybody does who
// reads the API.
func memberReply(o *kyc.Officer, err error) (*body[api.Member], error) {
	if kyc.IsKind(err, kyc.NotFound) {
		return nil, errNoMember
	}
	if err != nil || o == nil {
		return nil, err
	}
	return &body[api.Member]{wire.Member(o)}, nil
}

func roles(list []string) []kyc.Role {
	if list == nil {
		return nil
	}
	out := make([]kyc.Role, len(list))
	for i, r := range list {
		out[i] = kyc.Role(r)
	}
	return out
}

func trimmed(s *string) *string {
	if s == nil {
		return nil
	}
	t := strings.TrimSpace(*s)
	return &t
}
