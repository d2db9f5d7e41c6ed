package basekyc_test

import (
	"encoding/json"
	"os"
	"reflect"
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
	"createInvitation": "Invite", "listInvitations": "Invitations", "deleteInvitation": "DeleteInvitation",
	"simulateAction": "Simulate", "sendMockEvent": "SendMockEvent", "moveClock": "AdvanceClock", "listCapturedMessages": "CapturedMessages",
	"getSessionStats": "SessionStats", "getWebhookStats": "WebhookStats",
}

// Every operation of the backend's door has a method here.
func TestEveryOperationHasAMethod(t *testing.T) {
	raw, err := os.ReadFile("../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Security    []map[string][]string
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	client := reflect.TypeFor[*basekyc.Client]()
	for path, item := range doc.Paths {
		for method, o := range item {
			for _, s := range o.Security {
				if _, ok := s["secret"]; !ok {
					continue
				}
				if _, ok := client.MethodByName(methods[o.OperationID]); !ok {
					t.Errorf("%s %s (%s) has no method in the client", method, path, o.OperationID)
				}
			}
		}
	}
}
