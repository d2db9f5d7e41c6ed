package message

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Limits of live messages, in memory of this node. The operator pays for them
// and answers for them: no account may flood a number, whoever's it is, nor use
// the operator's mail server for what it likes.
const (
	customerBurst   = 5 // to one number or address, of all accounts together
	customerPerHour = 5
	accountBurst    = 300
	accountPerMin   = 300
	memberBurst     = 5 // letters to one member of staff
	memberPerHour   = 5
	lettersBurst    = 300 // letters to all staff of one account
	lettersPerMin   = 300
	trackedMessages = 65536 // of each; when full, what was longest unseen starts afresh
)

var (
	errCustomerFlooded = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many messages to this customer.",
		Hint: "Give the link of the reply to the customer yourself, or wait an hour."}
	errMemberFlooded = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many letters to this member.", Hint: "Wait an hour."}
	errAccountFloods = &kyc.Error{Kind: kyc.TooMany, Code: "rate_limited", Message: "Too many messages of this account.", Hint: "Wait a minute."}
)

// limits count letters to staff apart: a stranger can ask for those, and must not
// use up what an account may send to its customers.
type limits struct{ customer, account, member, letters *throttled.GCRARateLimiterCtx }

func newLimits(now func() time.Time) (*limits, error) {
	var failed error
	make := func(rate throttled.Rate, burst int) *throttled.GCRARateLimiterCtx {
		store, err := memstore.New(trackedMessages)
		if err != nil {
			failed = err
			return nil
		}
		store.SetTimeNow(now)
		g, err := throttled.NewGCRARateLimiterCtx(throttled.WrapStoreWithContext(store), throttled.RateQuota{MaxRate: rate, MaxBurst: burst - 1})
		if err != nil {
			failed = err
		}
		return g
	}
	l := &limits{
		customer: make(throttled.PerHour(customerPerHour), customerBurst), account: make(throttled.PerMin(accountPerMin), accountBurst),
		member: make(throttled.PerHour(memberPerHour), memberBurst), letters: make(throttled.PerMin(lettersPerMin), lettersBurst),
	}
	if failed != nil {
		return nil, fmt.Errorf("make the limits of messages: %w", failed)
	}
	return l, nil
}

// take counts one message to a customer. The account goes first: what it may not send does not
// use up what the customer may get from others.
func (l *limits) take(ctx context.Context, account string, by kyc.Channel, to string) error {
	return count(ctx, share{l.account, account, errAccountFloods}, share{l.customer, string(by) + " " + strings.ToLower(to), errCustomerFlooded})
}

// takeLetter counts one letter to a member of staff. The address goes first: who
// asks again and again for the same member uses up nothing of the others.
func (l *limits) takeLetter(ctx context.Context, account, to string) error {
	return count(ctx, share{l.member, strings.ToLower(to), errMemberFlooded}, share{l.letters, account, errAccountFloods})
}

// share is what one key may take of a limit.
type share struct {
	limiter *throttled.GCRARateLimiterCtx
	key     string
	full    error
}

// count takes from one share after the other, up to the first that is used up.
func count(ctx context.Context, shares ...share) error {
	for _, one := range shares {
		limited, _, err := one.limiter.RateLimitCtx(ctx, one.key, 1)
		if err != nil {
			return fmt.Errorf("count a message: %w", err)
		}
		if limited {
			return one.full
		}
	}
	return nil
}
