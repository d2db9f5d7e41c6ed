package evidence_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/evidence"
	"github.com/basekyc/basekyc/internal/kyc"
)

// tool runs a program of poppler on a PDF. Without it the test is skipped,
// unless the environment says that every tool must be there.
func tool(t *testing.T, pdf []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("BASEKYC_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is missing: install poppler-utils", name)
		}
		t.Skipf("%s is missing: install poppler-utils", name)
	}
	cmd := exec.Command(name, args...)
	cmd.Stdin = bytes.NewReader(pdf)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v %s", name, err, complaints.String())
	}
	return string(out)
}

// text of a PDF with every run of white space as one space.
func text(t *testing.T, pdf []byte) string {
	return strings.Join(strings.Fields(tool(t, pdf, "pdftotext", "-layout", "-", "-")), " ")
}

func want(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("missing %q in:\n%s", p, text)
		}
	}
}

func refuse(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(text, p) {
			t.Errorf("found %q in:\n%s", p, text)
		}
	}
}

func TestApproved(t *testing.T) {
	st := approved(t, order("Asha Kulkarni"), plain)
	in := st.input()
	in.Recording = &evidence.Recording{Duration: 4*time.Minute + 12*time.Second, Bytes: st.s.Recording.Bytes, SHA256: st.s.Recording.SHA256}
	b := pdf(t, in)
	out := text(t, b)
	want(t, out, "Sahyadri Co-operative Bank Ltd.", "Video KYC verification report", st.s.ID, "Approved", "Meera Iyer",
		"Asha Kulkarni", "+91 XXXXXX0002", "LOAN-2026-000417", "05-08-1991", "0.613", "match from 0.34", "0.973",
		"Turn left", "1240 ms", "0.914", "ABXXXXXX4F", "Text recognition is not installed.", "Not available",
		evidence.ConsentVersion, st.s.Consent.SHA256, embedder.SHA256[:16], "4 min 12.0 s", "23,518,204 bytes",
		st.s.Recording.SHA256, "01:11.000", "Customer answered all questions", st.s.Head.String(), "Chain intact",
		"12-03-2026 14:00:15", "Page 1 of", "Page 3 of 3", "Cut out of the still")
	for _, e := range st.events {
		want(t, out, string(e.Type), e.Hash.String()[:12])
	}
	refuse(t, out, "TEST MODE", "SIMULATED", "9800000002", "asha@example.com", "203.0.113.9")
	if n := strings.Count(tool(t, b, "pdfimages", "-list", "-"), "jpeg"); n != 3 {
		t.Errorf("%d pictures, want 3", n)
	}
}

// A report lists every rule of the profile, and an approval that founders on
// some is none.
func TestRulesAreReported(t *testing.T) {
	o := order("Asha Kulkarni")
	o.Profile = "rbi_vcip"
	st := begin(t, true, o).call(asha)
	st.liveness(kyc.Pass, 0.914)
	st.document(plain)
	st.must(st.s.Interrupt("customer_lost", st.now))
	st.must(st.s.Resume(st.now))
	st.faceMatch(kyc.Pass, 0.6127, 0.9731, plain)
	st.must(st.s.Raise(kyc.FlagUnable, "Card held at an angle, 9999 4105 7058.", asha, st.now))
	st.must(st.s.Ask(kyc.QuestionOrder{Count: 2, Language: "hi", Seed: kyc.Hash{3}}, asha, st.now))
	st.must(st.s.Answered(st.s.Conduct.Questions[0].ID, kyc.AnswerBad, "Said 9999 4105 7058.", asha, st.now))
	st.must(st.s.Say(kyc.Saying{ID: "message-1", Phrase: "not_heard"}, kyc.PartyOfficer, asha, st.now))
	st.must(st.s.Say(kyc.Saying{ID: "message-2", Text: "My voice is gone, 9999 4105 7058."}, kyc.PartyCustomer, kyc.OfficerRef{}, st.now))
	st.must(st.s.AskWaiver("pan", "Seen on the portal.", asha, st.now))
	st.must(st.s.AnswerWaiver("pan", true, "", kyc.OfficerRef{ID: "off_2", Name: "Kiran Rao"}, st.now))
	st.must(st.s.Decide(kyc.Approve, nil, "", asha, st.now))
	st.record()
	f := facts(t, st.input())
	if len(f.Rules) != len(st.s.Rules()) || len(f.Rules) < 20 || f.Decision.Outcome != kyc.NeedsReview {
		t.Errorf("%d rules, outcome %s", len(f.Rules), f.Decision.Outcome)
	}
	out := text(t, pdf(t, st.input()))
	want(t, out, "Rules of RBI V-CIP", "unmet", "Needs review", "rule_ovd", "Checks and rules do not carry an approval.",
		"Interrupted once and gone on in the", "Waived", "and Kiran Rao", "unmet", "(advisory)", "issuer is not asked", "no GeoIP file",
		"Flags of the officer", "Unable to verify", "Card held at an angle",
		"Written in the call", "My voice is gone", "I cannot hear you",
		"Random questions", "asked in Hindi", "Unsatisfactory", "Not judged", "have no answer")
	refuse(t, out, "Approved", "9999 4105 7058", "999941057058")
}

func TestRejectedInTestMode(t *testing.T) {
	st := rejected(t, false, plain)
	b := pdf(t, st.input())
	out := text(t, b)
	want(t, out, "Rejected", "SIMULATED", "No person saw the customer", "liveness_spoof_suspected", "face_mismatch",
		"Not passed: No movement seen", "0.084")
	pages := strings.Count(out, "Page ")
	if n := strings.Count(out, "TEST MODE"); n != pages || n == 0 {
		t.Errorf("TEST MODE %d times on %d pages", n, pages)
	}
	if f := facts(t, st.input()); f.Livemode || !f.Officer.Simulated || f.Decision.Outcome != kyc.Refused {
		t.Errorf("facts: %+v", f)
	}
}

func TestNothingComputed(t *testing.T) {
	st := failed(t)
	out := text(t, pdf(t, st.input()))
	want(t, out, "Failed", "Cause: Customer lost.", "This check was not carried out.", "Recording not available.",
		"Similarity (cosine) Threshold Confidence Live frames compared not available not available not available not available")
	refuse(t, out, "0.000", "0.34", "Passed")
	f := facts(t, st.input())
	if f.FaceMatch.Similarity != nil || f.FaceMatch.Verdict != kyc.Unavailable || f.Liveness.PassiveScore != nil || f.Recording != nil || f.Decision != nil {
		t.Errorf("facts: %+v", f)
	}
}

// A check that says it is unavailable may still carry a zero, or no number.
func TestUnavailableShowsNoNumber(t *testing.T) {
	for _, m := range []kyc.FaceMatch{{Threshold: 0.34}, {Similarity: math.NaN(), Confidence: math.Inf(1), Threshold: 0.34}} {
		verdict := kyc.Unavailable
		if m.Similarity != m.Similarity {
			verdict = kyc.Review
		}
		st := begin(t, true, order("Asha")).call(asha)
		c := kyc.Check{Kind: kyc.CheckFaceMatch, Verdict: verdict}
		st.s.Checks = append(st.s.Checks, c) // NaN cannot be an event's data
		st.s.Checks[0].FaceMatch = &m
		f := facts(t, st.input())
		if f.FaceMatch.Similarity != nil || f.FaceMatch.Confidence != nil {
			t.Errorf("%v: similarity %v, confidence %v", m, f.FaceMatch.Similarity, f.FaceMatch.Confidence)
		}
		refuse(t, text(t, pdf(t, st.input())), "0.000", "NaN", "Inf")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	o := order("सुब्रह्मण्यम् அசோக்")
	for range 3 {
		a, b := pdf(t, approved(t, o, plain).input()), pdf(t, approved(t, o, plain).input())
		if !bytes.Equal(a, b) {
			t.Fatal("two reports of one session differ")
		}
		if bytes.Equal(a, pdf(t, rejected(t, true, plain).input())) {
			t.Fatal("two sessions have one report")
		}
	}
}

func TestNamesAreWhole(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Venkatanarasimharajuvaripeta ", 7))[:kyc.MaxNameRunes-1]
	for _, name := range []string{long, strings.Repeat("W", kyc.MaxNameRunes), "अशा कुलकर्णी", "சுப்பிரமணியம் கிருஷ்ணமூர்த்தி", "সুব্রত চট্টোপাধ্যায়",
		"ಶ್ರೀನಿವಾಸ ಹೆಗ್ಡೆ", "ശ്രീകുമാർ", "శ్రీనివాస్", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "ક્ષિતિજ પટેલ", "Zoë D’Souza-Łukasz", "Q̃uñe"} {
		in := approved(t, order(name), plain).input()
		in.Pictures = nil
		out := strings.ReplaceAll(text(t, pdf(t, in)), " ", "")
		if name == long || strings.HasPrefix(name, "WW") { // lines of the next column lie between
			name = name[:20]
			if n := strings.Count(out, "W"); strings.HasPrefix(name, "WW") && n < kyc.MaxNameRunes {
				t.Errorf("%d of %d letters", n, kyc.MaxNameRunes)
			}
		}
		want(t, out, strings.ReplaceAll(name, " ", ""))
	}
	// A script that no font of ours has is written as code points.
	want(t, text(t, pdf(t, approved(t, order("李明"), plain).input())), "[U+674E][U+660E]")
}

// fpdf would set the letters of அசோ one after the other. They must be shaped and
// drawn as curves, which take the text along for whoever searches.
func TestIndicNamesAreShaped(t *testing.T) {
	in := approved(t, order("அசோக்"), plain).input()
	in.Pictures = nil
	var page strings.Builder
	for _, part := range bytes.Split(pdf(t, in), []byte("stream\n")) {
		if z, err := zlib.NewReader(bytes.NewReader(part)); err == nil {
			_, _ = io.Copy(&page, z) // other streams end in other ways
		}
	}
	_, after, found := strings.Cut(page.String(), "/ActualText <FEFF0B850B9A0BCB0B950BCD>")
	if !found {
		t.Fatal("the name is not marked")
	}
	drawing, _, _ := strings.Cut(after, "BT /F") // until the next text
	if n := strings.Count(drawing, " c\n"); n < 40 {
		t.Errorf("%d curves are too few for five letters", n)
	}
}

func TestAadhaarNeverInFull(t *testing.T) {
	o := order("Asha 999941057058")
	o.Customer.Reference = "9999-4105-7058"
	st := begin(t, true, o).call(asha)
	st.check(kyc.Check{Kind: kyc.CheckDocument, Verdict: kyc.Review, Reasons: []kyc.Reason{{Code: "unreadable", Message: "Read 9999 4105 7059 on the card."}},
		Document: &kyc.Document{Type: kyc.Aadhaar, NumberMasked: "9999 4105 7058", Fields: map[string]string{"uid": "९९९९ ४१०५ ७०५८", "dob": "1991-08-05"},
			Checks: []kyc.DocumentCheck{{ID: "vid", Verdict: kyc.Review, Detail: "9999 4105 7058 1234"}}}})
	st.must(st.s.Decide(kyc.UnableToVerify, nil, "Customer read out 9999.4105.7058 and 999941057058.", asha, st.now))
	b, err := json.Marshal(facts(t, st.input()))
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{string(b), text(t, pdf(t, st.input()))} {
		refuse(t, out, "99994105", "9999 4105", "9999-", "9999.", "९९९९")
		want(t, out, "XXXX XXXX 7058", "XXXX XXXX 7059", "XXXX XXXX XXXX 1234")
	}
	// A reference of twelve digits that cannot be an Aadhaar number stays.
	o.Customer.Reference = "999941057057"
	if f := facts(t, begin(t, true, o).input()); f.Customer.Reference != "999941057057" {
		t.Errorf("reference became %q", f.Customer.Reference)
	}
}

func TestAddendumOfAnAudit(t *testing.T) {
	st := approved(t, order("Asha"), plain)
	if err := evidence.Addendum(io.Discard, st.input()); err == nil {
		t.Error("an addendum without an audit")
	}
	st.must(st.s.SealReport(kyc.Artifact{ID: "art_report", SHA256: digest("report")}, st.now))
	st.must(st.s.SendToAudit(st.now))
	meera := kyc.OfficerRef{ID: "off_meera", Name: "Meera Shah"}
	st.must(nil, st.s.TakeAudit(meera, st.now))
	st.s.AuditLot = &kyc.AuditLot{Why: kyc.AuditByChance, Share: 25, Roll: 17, Drawn: true}
	st.must(st.s.Find(kyc.AuditReject, []kyc.Reason{{Code: "picture_poor", Message: "The card cannot be read."}}, "He read out 9999 4105 7058.", meera, st.now))
	var first, again bytes.Buffer
	if err := errors.Join(evidence.Addendum(&first, st.input()), evidence.Addendum(&again, st.input())); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("equal input gave other bytes")
	}
	out := text(t, first.Bytes())
	want(t, out, "Audit addendum", "Meera Shah", "Rejects the customer", "The card cannot be read.", "XXXX XXXX 7058", digest("report"), "Chance sends 25 %", "gave 17 of 10000")
	refuse(t, out, "9999 4105")
}

func TestBrokenChainIsSaid(t *testing.T) {
	st := approved(t, order("Asha"), plain)
	in := st.input()
	in.Events[4].Type = kyc.EventCanceled
	out := text(t, pdf(t, in))
	want(t, out, "Chain not intact", "event 5: hash does not match")
	refuse(t, out, "Chain intact")
	in = approved(t, order("Asha"), plain).input()
	in.Events = in.Events[:len(in.Events)-1]
	want(t, text(t, pdf(t, in)), "Chain not intact", "not the head")
}

func TestContradictionsAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*evidence.Input){
		"account":   func(in *evidence.Input) { in.Account.ID = "acct_other" },
		"events":    func(in *evidence.Input) { in.Events[0].Session = "vs_other" },
		"recording": func(in *evidence.Input) { in.Recording = &evidence.Recording{SHA256: digest("other")} },
		"session":   func(in *evidence.Input) { in.Session = nil },
	} {
		in := approved(t, order("Asha"), plain).input()
		spoil(&in)
		if err := evidence.Report(context.Background(), io.Discard, in); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkReport(b *testing.B) {
	for name, o := range map[string]kyc.Order{"Latin": order("Asha Kulkarni"), "Tamil": order("சுப்பிரமணியம்")} {
		in := approved(b, o, plain).input()
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := evidence.Report(context.Background(), io.Discard, in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(pdf(b, in))), "bytes")
		})
	}
}
