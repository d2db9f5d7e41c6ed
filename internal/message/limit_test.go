package message_test

import (
	"context"
	"fmt"
	"strings"
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

// Who knows a member's address can ask for letters to it, and must not use up what
// the bank may send to its customers; nor do customers' messages use up the letters.
func TestResetLettersHaveALimitOfTheirOwn(t *testing.T) {
	p := open(t, map[kyc.Channel]message.Carrier{kyc.Email: &bag{}, kyc.SMS: &bag{}})
	v, _ := kyctest.Ordered(t, p.live, kyctest.Asha())
	customer := func(by kyc.Channel) error {
		_, err := p.Compose(t.Context(), v, "https://kyc.test/v/x#secret", []kyc.Channel{by})
		return err
	}
	for i := range 5 {
		if err := customer(kyc.Email); err != nil {
			t.Fatalf("message %d to a customer: %v", i, err)
		}
	}
	letter := func(to string) error {
		_, err := p.ComposeReset(t.Context(), p.live.Account, to, "https://kyc.test/x#y")
		return err
	}
	sent := 0
	for i := range 400 {
		if err := letter([]string{v.Customer.Email, strings.ToUpper(v.Customer.Email)}[i%2]); err == nil {
			sent++
		} else if !kyc.IsKind(err, kyc.TooMany) {
			t.Fatal(err)
		}
	}
	if sent != 5 {
		t.Errorf("%d letters to one address within the hour, want 5", sent)
	}
	if err := customer(kyc.SMS); err != nil {
		t.Errorf("a customer's message after many letters were asked for: %v", err)
	}
	if err := letter("another@bank.test"); err != nil {
		t.Errorf("a letter to another member: %v", err)
	}
	*p.now = p.now.Add(time.Hour)
	if err := letter(v.Customer.Email); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestAnAccountDoesNotFloodWithLetters(t *testing.T) {
	p := open(t, map[kyc.Channel]message.Carrier{kyc.Email: &bag{}})
	v, _ := kyctest.Ordered(t, p.live, kyctest.Asha())
	var err error
	sent := 0
	for ; sent < 1000 && err == nil; sent++ {
		_, err = p.ComposeReset(t.Context(), p.live.Account, fmt.Sprintf("victim%d@example.com", sent), "https://kyc.test/x#y")
	}
	if !kyc.IsKind(err, kyc.TooMany) || sent != 301 {
		t.Errorf("%d letters, then %v", sent-1, err)
	}
	if _, err := p.Compose(t.Context(), v, "https://kyc.test/x", []kyc.Channel{kyc.Email}); err != nil {
		t.Errorf("a customer's message after that: %v", err)
	}
}
