package basekyc_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"testing"

	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// methods names the method of each operation that a secret key opens.
var methods = map[string]string{
	"createSession": "CreateSession", "listSessions": "Sessions", "getSession": "Session", "cancelSession": "CancelSession", "reissueToken": "ReissueToken",
	"rescheduleSession": "RescheduleSession", "listSlots": "Slots", "getHours": "Hours", "setHours": "SetHours",
	"getResult": "Result", "getReport": "Report", "getRecording": "Recording",
	"listSessionEvents": "SessionEvents", "listEvents": "Events", "getEvent": "Event", "streamEvents": "Stream",
	"createWebhookEndpoint": "CreateEndpoint", "listWebhookEndpoints": "Endpoints", "getWebhookEndpoint": "Endpoint", "updateWebhookEndpoint": "UpdateEndpoint",
	"deleteWebhookEndpoint": "DeleteEndpoint", "rollWebhookSecret": "RollEndpointSecret", "testWebhookEndpoint": "TestEndpoint", "replayWebhookEndpoint": "ReplayEndpoint",
	"listWebhookDeliveries": "Deliveries", "getWebhookDelivery": "Delivery", "retryWebhookDelivery": "RetryDelivery",
	"createKey": "CreateKey", "listKeys": "Keys", "getKey": "Key", "updateKey": "UpdateKey", "rollKey": "RollKey", "revokeKey": "RevokeKey",
	"createOAuthClient": "CreateOAuthClient", "listOAuthClients": "OAuthClients", "getOAuthClient": "OAuthClient", "rollOAuthClientSecret": "RollOAuthSecret", "deleteOAuthClient": "DeleteOAuthClient",
	"getAccount": "Account", "updateAccount": "UpdateAccount", "putLogo": "SetLogo", "deleteLogo": "DeleteLogo",
	"listMembers": "Members", "getMember": "Member", "updateMember": "UpdateMember", "removeMember": "RemoveMember",
	"removeSecondFactor": "RemoveSecondFactor", "listProfiles": "Profiles",
	"createInvitation": "Invite", "listInvitations": "Invitations", "deleteInvitation": "DeleteInvitation",
	"simulateAction": "Simulate", "sendMockEvent": "SendMockEvent", "moveClock": "AdvanceClock", "listCapturedMessages": "CapturedMessages",
	"getSessionStats": "SessionStats", "getWebhookStats": "WebhookStats", "getCallStats": "CallStats",
}

// operation is what a test reads of the OpenAPI document.
type operation struct {
	OperationID string
	Security    []map[string][]string
	Parameters  []struct{ Name, In string }
}

// operations are those that a secret key opens.
func operations(t *testing.T) (all []operation) {
	t.Helper()
	raw, err := os.ReadFile("../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]operation
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, item := range doc.Paths {
		for _, o := range item {
			if slices.ContainsFunc(o.Security, func(s map[string][]string) bool { _, ok := s["secret"]; return ok }) {
				all = append(all, o)
			}
		}
	}
	if len(all) == 0 {
		t.Fatal("no operation is open to a secret key")
	}
	return all
}

// Every operation of the backend's door has a method here.
func TestEveryOperationHasAMethod(t *testing.T) {
	client := reflect.TypeFor[*basekyc.Client]()
	for _, o := range operations(t) {
		if _, ok := client.MethodByName(methods[o.OperationID]); !ok {
			t.Errorf("%s has no method in the client", o.OperationID)
		}
	}
}
