package message_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/message"
)

func TestNobodyIsFlooded(t *testing.T) {
	p := open(t, map[kyc.Channel]message.Carrier{kyc.SMS: &bag{}, kyc.Email: &bag{}})
	v, _ := kyctest.Ordered(t, p.live, kyctest.Asha())
	compose := func(v *kyc.Session, by kyc.Channel) error {
		_, err := p.Compose(t.Context(), v, "https://kyc.test/v/x#secret", []kyc.Channel{by})
		return err
	}
	other := *v
	other.Account = "acct_other"
	p.Account = func(context.Context, string) (*kyc.Account, error) { return &kyc.Account{Name: "Sunrise"}, nil }
	for i := range 5 {
		if err := compose([]*kyc.Session{v, &other}[i%2], kyc.SMS); err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	if err := compose(&other, kyc.SMS); !kyc.IsKind(err, kyc.TooMany) {
		t.Errorf("a sixth within the hour: %v", err)
	}
	if err := compose(v, kyc.Email); err != nil {
		t.Errorf("by another channel: %v", err)
	}
	test := *v
	test.Live = false
	for range 10 {
		if err := compose(&test, kyc.SMS); err != nil {
			t.Errorf("nothing leaves test mode: %v", err)
		}
	}
	*p.now = p.now.Add(time.Hour)
	if err := compose(v, kyc.SMS); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestAnAccountDoesNotFlood(t *testing.T) {
	p := open(t, map[kyc.Channel]message.Carrier{kyc.Email: &bag{}})
	v, _ := kyctest.Ordered(t, p.live, kyctest.Asha())
	var err error
	sent := 0
	for ; sent < 1000 && err == nil; sent++ {
		v.Customer.Email = fmt.Sprintf("victim%d@example.com", sent)
		_, err = p.Compose(t.Context(), v, "https://kyc.test/x", []kyc.Channel{kyc.Email})
	}
	if !kyc.IsKind(err, kyc.TooMany) || sent != 301 {
		t.Errorf("%d messages, then %v", sent-1, err)
	}
}
