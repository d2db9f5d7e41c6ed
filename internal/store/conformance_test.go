package store_test

import (
	"context"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/store"
)

func TestMain(m *testing.M) {
	if crashChild() {
		return
	}
	kyctest.Main(m)
}

// backend opens stores on one empty database of one engine.
type backend struct{ dsn string }

func (b backend) open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	o.DSN = b.dsn
	return kyctest.OpenWith(t, o)
}

// suite is what every engine has to do the same way. Each test gets a database
// of its own.
var suite = []struct {
	name string
	test func(*testing.T, backend)
}{
	{"SessionKeepsEveryField", testSessionKeepsEveryField},
	{"SessionInEachStatus", testSessionInEachStatus},
	{"Scoping", testScoping},
	{"SessionPages", testSessionPages},
	{"SessionFilters", testSessionFilters},
	{"Search", testSearch},
	{"Turns", testTurns},
	{"Exports", testExports},
	{"Stretches", testStretches},
	{"MarksFollowChanges", testMarksFollowChanges},
	{"EventPages", testEventPages},
	{"FeedOfAScope", testFeedOfAScope},
	{"FeedByTime", testFeedByTime},
	{"TwoProcessesNumberWithoutGaps", testTwoProcessesNumberWithoutGaps},
	{"AccountChain", testAccountChain},
	{"RefsAndDeadlines", testRefsAndDeadlines},
	{"ConcurrentChangesChain", testConcurrentChangesChain},
	{"TwoProcessesLoseNothing", testTwoProcessesLoseNothing},
	{"BatchMembersSeeEachOther", testBatchMembersSeeEachOther},
	{"FailedChangeLeavesNoTrace", testFailedChangeLeavesNoTrace},
	{"CulpritFailsAlone", testCulpritFailsAlone},
	{"PanicReachesItsCaller", testPanicReachesItsCaller},
	{"CancelledWriteIsNotWritten", testCancelledWriteIsNotWritten},
	{"OnCommitTellsInOrder", testOnCommitTellsInOrder},
	{"CloseCommitsWhatWasAccepted", testCloseCommitsWhatWasAccepted},
	{"RandomLives", testRandomLives},
	{"Accounts", testAccounts},
	{"Line", testLine},
	{"TwoDesksGiveACustomerToOneOfficer", testTwoDesksGiveACustomerToOneOfficer},
	{"Keys", testKeys},
	{"RevocationIsSeenAtOnce", testRevocationIsSeenAtOnce},
	{"TouchedKeys", testTouchedKeys},
	{"Room", testRoom},
	{"RoomForKeys", testRoomForKeys},
	{"Officers", testOfficers},
	{"Branding", testBranding},
	{"Logins", testLogins},
	{"Passkeys", testPasskeys},
	{"AQuestionIsAnsweredOnce", testAQuestionIsAnsweredOnce},
	{"Invites", testInvites},
	{"Stats", testStats},
	{"Endpoints", testEndpoints},
	{"DeliveriesForWhoWants", testDeliveriesForWhoWants},
	{"LeaseAndFinish", testLeaseAndFinish},
	{"OnlyDeliveriesAreLazy", testOnlyDeliveriesAreLazy},
	{"Handover", testHandover},
	{"LeasesDoNotOverlap", testLeasesDoNotOverlap},
	{"FinishAllOrNothing", testFinishAllOrNothing},
	{"EndedEndpoints", testEndedEndpoints},
	{"DeliveryPages", testDeliveryPages},
	{"Hours", testHours},
	{"SeatsAreGivenOnce", testSeatsAreGivenOnce},
	{"ChangedKeys", testChangedKeys},
	{"OAuthClients", testOAuthClients},
	{"ClientPages", testClientPages},
	{"HastenedDeliveries", testHastenedDeliveries},
	{"ClaimsAreWrittenWithWhatTheyAllow", testClaimsAreWrittenWithWhatTheyAllow},
	{"OneOfManyHasTheClaim", testOneOfManyHasTheClaim},
	{"ClaimsAreTakenOver", testClaimsAreTakenOver},
	{"ClaimsAreSwept", testClaimsAreSwept},
	{"Outbox", testOutbox},
	{"Composites", testComposites},
	{"YoungTablesAreCounted", testYoungTablesAreCounted},
	{"ReopensWhatItWrote", testReopensWhatItWrote},
}

func TestConformance(t *testing.T) {
	for name, address := range kyctest.Engines {
		t.Run(name, func(t *testing.T) {
			for _, c := range suite {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.test(t, backend{address(t)})
				})
			}
		})
	}
}

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, what string, err error, kind kyc.Kind) {
	t.Helper()
	if !kyc.IsKind(err, kind) {
		t.Errorf("%s: got error %v, want %s", what, err, kind)
	}
}

// chain reads all events of a session in small pages and verifies them.
func chain(t testing.TB, s *store.Store, ref kyc.Ref) []kyc.Event {
	t.Helper()
	var all []kyc.Event
	for {
		var after int64
		if len(all) > 0 {
			after = all[len(all)-1].Sequence
		}
		page, more, err := s.SessionEvents(ctx, ref.Scope, ref.Session, after, 7)
		must(t, err)
		all = append(all, page...)
		if !more {
			break
		}
	}
	must(t, kyc.VerifyChain(all))
	v, err := s.Session(ctx, ref.Scope, ref.Session)
	must(t, err)
	if v.Sequence != int64(len(all)) || v.Head != all[len(all)-1].Hash {
		t.Errorf("session remembers %d events and head %s; the chain has %d and %s", v.Sequence, v.Head, len(all), all[len(all)-1].Hash)
	}
	return all
}

// touch is a change that any session allows: it makes exactly one event.
func touch(s *kyc.Session) ([]kyc.Event, error) {
	return s.Reissue(kyc.Link{TokenID: s.Link.TokenID + "."}, kyctest.Noon)
}
