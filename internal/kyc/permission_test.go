package kyc_test

import (
	"slices"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestRolesHaveTheirPermissions(t *testing.T) {
	for _, c := range []struct {
		roles []kyc.Role
		may   []kyc.Permission
		not   []kyc.Permission
	}{
		{[]kyc.Role{kyc.Admin}, kyc.Permissions, nil},
		{[]kyc.Role{kyc.Developer}, []kyc.Permission{kyc.WriteKeys, kyc.WriteSandbox, kyc.ReadAccount}, []kyc.Permission{kyc.WriteAccount}},
		{[]kyc.Role{kyc.Agent}, []kyc.Permission{kyc.ReadSessions}, []kyc.Permission{kyc.ReadArtifacts, kyc.WriteSessions, kyc.ReadKeys}},
		{[]kyc.Role{kyc.Agent, kyc.Auditor}, []kyc.Permission{kyc.ReadArtifacts}, []kyc.Permission{kyc.WriteSessions, kyc.ReadWebhooks}},
		{[]kyc.Role{kyc.Simulated, "unheard of"}, nil, kyc.Permissions},
	} {
		p := kyc.Principal{Permissions: kyc.PermissionsOf(c.roles)}
		if !p.MayAll(c.may) {
			t.Errorf("%v may only %v", c.roles, p.Permissions)
		}
		for _, n := range c.not {
			if p.May(n) {
				t.Errorf("%v may %s", c.roles, n)
			}
		}
	}
}

func TestPermissionsAreNotChangedThroughARole(t *testing.T) {
	kyc.Admin.Permissions()[0] = "nothing"
	if !slices.Contains(kyc.Admin.Permissions(), kyc.ReadSessions) {
		t.Error("whoever asks a role for its permissions can change them for all")
	}
}
