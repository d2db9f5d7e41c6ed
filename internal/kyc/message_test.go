package kyc

import (
	"testing"
	"time"
)

func TestAMessageEndsOnceAndForgets(t *testing.T) {
	live := &Session{Scope: Scope{Account: "acct_1", Live: true}, ID: "ses_1"}
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	fresh := func() Message {
		m := NewMessage(live, SMS, "msg_1", at)
		m.Sealed = []byte("sealed")
		return m
	}
	if m := fresh(); m.State != MessagePending || !m.NextAt.Equal(at) || m.Session != "ses_1" {
		t.Errorf("new: %+v", m)
	}
	if m := NewMessage(&Session{}, SMS, "msg_2", at); m.State != MessageCaptured || !m.NextAt.IsZero() || !m.EndedAt.Equal(at) {
		t.Errorf("of test mode: %+v", m)
	}
	sent := fresh()
	sent.Missed("sms_503", at)
	sent.Sent(at)
	if sent.State != MessageSent || sent.Attempts != 2 || sent.Error != "" || sent.Sealed != nil || !sent.NextAt.IsZero() || !sent.EndedAt.Equal(at) {
		t.Errorf("sent: %+v", sent)
	}
	refused := fresh()
	refused.Refused("sms_400", at)
	if refused.State != MessageFailed || refused.Attempts != 1 || refused.Error != "sms_400" || refused.Sealed != nil {
		t.Errorf("refused: %+v", refused)
	}
	missed := fresh()
	for try, wait := range messageSchedule {
		missed.Missed("sms_503", at)
		if missed.State != MessagePending || missed.Attempts != try+1 || !missed.NextAt.Equal(at.Add(wait)) || missed.Sealed == nil {
			t.Fatalf("try %d: %+v", try+1, missed)
		}
	}
	if missed.Missed("sms_503", at); missed.State != MessageFailed || missed.Attempts != len(messageSchedule)+1 || missed.Sealed != nil || !missed.NextAt.IsZero() {
		t.Errorf("given up: %+v", missed)
	}
}

func TestOneLinkGoesByEachChannelOnce(t *testing.T) {
	if err := OneEach([]Channel{SMS, Email}); err != nil {
		t.Error(err)
	}
	if err := OneEach([]Channel{SMS, Email, SMS}); !IsKind(err, Invalid) {
		t.Errorf("twice: %v", err)
	}
}
