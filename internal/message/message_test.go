package message_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/kyctest"
	"github.com/basekyc/basekyc/internal/message"
	"github.com/basekyc/basekyc/internal/seal"
	"github.com/basekyc/basekyc/internal/store"
)

func TestMain(m *testing.M) { kyctest.Main(m) }

// post is an outbox on a real store with a clock and carriers of the test's own.
type post struct {
	*message.Outbox
	store *store.Store
	live  kyc.Scope
	test  kyc.Scope
	now   *time.Time
	log   *strings.Builder
}

func open(t *testing.T, carriers map[kyc.Channel]message.Carrier) post {
	t.Helper()
	now := kyctest.Noon
	st := kyctest.Open(t)
	a := kyctest.Lender()
	if err := st.CreateAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(filepath.Join(t.TempDir(), "seal.key"))
	if err != nil {
		t.Fatal(err)
	}
	log := &strings.Builder{}
	india := time.FixedZone("IST", 19800)
	out, err := message.New(message.Config{Store: st, Seal: box.For("messages"), Carriers: carriers, Account: st.Account,
		Zone: func(context.Context, string) *time.Location { return india },
		ID:   func(p string) (string, error) { return kyctest.ID(p), nil }, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return post{out, st, kyctest.Live(a), kyctest.Test(a), &now, log}
}

// send makes a session whose link goes out.
func (p post) send(t *testing.T, scope kyc.Scope, o kyc.Order, by ...kyc.Channel) *kyc.Session {
	t.Helper()
	v, events := kyctest.Ordered(t, scope, o)
	v.Sent(by)
	list, err := p.Compose(t.Context(), v, "https://kyc.test/v/"+v.ID+"#secret", by)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.CreateSession(t.Context(), v, events, list...); err != nil {
		t.Fatal(err)
	}
	return v
}

func (p post) of(t *testing.T, v *kyc.Session) []kyc.Message {
	t.Helper()
	list, err := p.store.SessionMessages(t.Context(), v.Scope, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// bag takes letters, or answers what it is told to.
type bag struct {
	got    [][3]string
	answer error
}

func (b *bag) Carry(_ context.Context, to, subject, text string) error {
	if b.answer == nil {
		b.got = append(b.got, [3]string{to, subject, text})
	}
	return b.answer
}

func TestTestModeSendsNothing(t *testing.T) {
	b := &bag{}
	p := open(t, map[kyc.Channel]message.Carrier{kyc.SMS: b, kyc.Email: b})
	v := p.send(t, p.test, kyctest.Asha(), kyc.SMS, kyc.Email)
	p.Deliver(t.Context())
	list := p.of(t, v)
	if len(b.got) != 0 || len(list) != 2 || list[0].State != kyc.MessageCaptured {
		t.Fatalf("sent %v, kept %+v", b.got, list)
	}
	for i := range list {
		l, err := p.Open(&list[i])
		if err != nil || !strings.Contains(l.Text, "https://kyc.test/v/"+v.ID+"#secret") || !strings.Contains(l.Text, "Sunrise Lending") || l.URL == "" || l.Language != "en" {
			t.Errorf("%v: %+v", err, l)
		}
		if strings.Contains(string(list[i].Sealed), "secret") || strings.Contains(string(list[i].Sealed), v.Customer.Mobile) {
			t.Error("the database can be read")
		}
		other := list[i]
		other.ID = kyctest.ID(kyc.PrefixMessage)
		if _, err := p.Open(&other); err == nil {
			t.Error("opened as another message")
		}
	}
}

func TestLiveModeSendsOnceAndForgets(t *testing.T) {
	sms, mail := &bag{}, &bag{}
	p := open(t, map[kyc.Channel]message.Carrier{kyc.SMS: sms, kyc.Email: mail})
	o := kyctest.Asha()
	o.Language = "hi"
	v := p.send(t, p.live, o, kyc.Email, kyc.SMS)
	p.Deliver(t.Context())
	p.Deliver(t.Context())
	if len(sms.got) != 1 || sms.got[0][0] != v.Customer.Mobile || !strings.Contains(sms.got[0][2], "#secret") || !strings.Contains(sms.got[0][2], "पहचान") {
		t.Errorf("SMS %q", sms.got)
	}
	if len(mail.got) != 1 || mail.got[0][0] != v.Customer.Email || !strings.Contains(mail.got[0][1], "Sunrise Lending") || !strings.Contains(mail.got[0][2], v.Customer.Name) {
		t.Errorf("e-mail %q", mail.got)
	}
	for _, m := range p.of(t, v) {
		if m.State != kyc.MessageSent || m.Sealed != nil || m.Attempts != 1 || m.EndedAt.IsZero() {
			t.Errorf("%+v", m)
		}
	}
}

func TestTriesAndRefusals(t *testing.T) {
	b := &bag{answer: errors.New("sms_503")}
	p := open(t, map[kyc.Channel]message.Carrier{kyc.SMS: b})
	v := p.send(t, p.live, kyctest.Asha(), kyc.SMS)
	for try := 1; ; try++ {
		wait := p.Deliver(t.Context())
		m := p.of(t, v)[0]
		if m.State == kyc.MessageFailed {
			if try != 7 || m.Sealed != nil || m.Error != "sms_503" {
				t.Errorf("given up after %d tries: %+v", try, m)
			}
			break
		}
		if m.Attempts != try || m.Sealed == nil || wait <= 0 || try > 7 {
			t.Fatalf("try %d: %+v, next in %s", try, m, wait)
		}
		if p.Deliver(t.Context()); p.of(t, v)[0].Attempts != try {
			t.Fatal("tried before it was due")
		}
		*p.now = m.NextAt
	}
	b.answer = &message.Refusal{Code: "sms_400"}
	v = p.send(t, p.live, kyctest.Asha(), kyc.SMS)
	p.Deliver(t.Context())
	if m := p.of(t, v)[0]; m.State != kyc.MessageFailed || m.Attempts != 1 || m.Error != "sms_400" {
		t.Errorf("refused: %+v", m)
	}
	if strings.Contains(p.log.String(), v.Customer.Mobile) || strings.Contains(p.log.String(), "secret") {
		t.Error("the log tells of the customer")
	}
}

func TestAChannelThatIsNotThereIsRefused(t *testing.T) {
	p := open(t, nil)
	v, _ := kyctest.Ordered(t, p.live, kyctest.Asha())
	if _, err := p.Compose(t.Context(), v, "x", []kyc.Channel{kyc.SMS}); !kyc.IsKind(err, kyc.Conflict) {
		t.Errorf("%v", err)
	}
	if _, err := p.Compose(t.Context(), v, "x", []kyc.Channel{kyc.SMS, kyc.SMS}); err == nil {
		t.Error("twice by the same channel")
	}
}

func TestAnAppointmentIsToldInItsZone(t *testing.T) {
	p := open(t, nil)
	v, _ := kyctest.Ordered(t, p.test, kyctest.Asha())
	v.ScheduledAt = kyctest.Noon
	list, err := p.Compose(t.Context(), v, "https://kyc.test/x", []kyc.Channel{kyc.SMS})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := p.Open(&list[0]); err != nil || !strings.Contains(l.Text, "02-03-2026 12:00 IST") {
		t.Errorf("%v: %s", err, l.Text)
	}
}

func TestSMSProvider(t *testing.T) {
	var got []string
	status := 200
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.String()+" "+r.Header.Get("Authorization")+" "+string(body))
		w.WriteHeader(status)
		io.WriteString(w, "unknown number +919800000002")
	}))
	defer provider.Close()
	s, err := message.NewSMS(message.SMSConfig{URL: provider.URL + "/send?to={{query .To}}", Method: "POST",
		Headers: map[string]string{"Authorization": "key"}, Body: `{"message": {{json .Text}}}`})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Carry(t.Context(), "+919800000002", "", `say "hi" & go`); err != nil {
		t.Fatal(err)
	}
	if want := `POST /send?to=%2B919800000002 key {"message": "say \"hi\" \u0026 go"}`; got[0] != want {
		t.Errorf("asked\n%s\nwant\n%s", got[0], want)
	}
	var refusal *message.Refusal
	for code, final := range map[int]bool{400: true, 401: true, 302: true, 429: false, 503: false} {
		status = code
		err := s.Carry(t.Context(), "+919800000002", "", "x")
		if err == nil || errors.As(err, &refusal) != final || err.Error() != "sms_"+strconv.Itoa(code) {
			t.Errorf("%d: %v", code, err)
		}
	}
	provider.Close()
	if err := s.Carry(t.Context(), "+919800000002", "", "x"); err == nil || err.Error() != "sms_unreachable" {
		t.Errorf("nobody there: %v", err)
	}
	for _, bad := range []message.SMSConfig{{URL: "ftp://x", Method: "POST"}, {URL: "https://x/{{.Nothing}}", Method: "POST"}, {URL: "https://x", Method: "P T"}, {URL: "https://x", Method: "POST", Body: "{{"}} {
		if _, err := message.NewSMS(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// mailServer speaks as much SMTP as a client needs; refuse answers RCPT.
func mailServer(t *testing.T, refuse string) (port int, mails chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	mails = make(chan string, 4)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				say := func(s string) { io.WriteString(c, s+"\r\n") }
				say("220 mail.test")
				for {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					switch word := strings.ToUpper(strings.Fields(line + " x")[0]); {
					case word == "EHLO" || word == "HELO":
						say("250-mail.test")
						say("250 8BITMIME")
					case word == "RCPT" && refuse != "":
						say(refuse)
					case word == "DATA":
						say("354 go on")
						var mail strings.Builder
						for {
							line, err := r.ReadString('\n')
							if err != nil {
								return
							}
							if line == ".\r\n" {
								break
							}
							mail.WriteString(line)
						}
						mails <- mail.String()
						say("250 taken")
					case word == "QUIT":
						say("221 bye")
						return
					default:
						say("250 ok")
					}
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, mails
}

func TestMailServer(t *testing.T) {
	port, mails := mailServer(t, "")
	c := message.SMTPConfig{Host: "127.0.0.1", Port: port, From: "Demo Bank <kyc@bank.example>", TLS: "none"}
	s, err := message.NewSMTP(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Carry(t.Context(), "asha@example.com", "अपनी पहचान", "Open https://kyc.test/v/x#code"); err != nil {
		t.Fatal(err)
	}
	if mail := <-mails; !strings.Contains(mail, "kyc@bank.example") || !strings.Contains(mail, "<asha@example.com>") || !strings.Contains(mail, "https://kyc.test/v/x#code") ||
		!strings.Contains(mail, "=?UTF-8?") || !strings.Contains(mail, "Message-ID:") {
		t.Errorf("mail\n%s", mail)
	}
	for answer, want := range map[string]string{"550 5.1.1 no asha@example.com here": "smtp_550", "451 4.3.0 try later": "smtp_451"} {
		c.Port, _ = mailServer(t, answer)
		s, err := message.NewSMTP(c)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Carry(t.Context(), "asha@example.com", "s", "t")
		var refusal *message.Refusal
		if err == nil || err.Error() != want || errors.As(err, &refusal) != strings.HasPrefix(answer, "5") {
			t.Errorf("%s: %v", answer, err)
		}
	}
	c.TLS = "starttls" // this server has none, so nothing is sent in the clear
	if s, err = message.NewSMTP(c); err != nil {
		t.Fatal(err)
	}
	if err := s.Carry(t.Context(), "asha@example.com", "s", "t"); err == nil || strings.Contains(err.Error(), "asha") {
		t.Errorf("without TLS: %v", err)
	}
	for _, bad := range []message.SMTPConfig{{Host: "x", Port: 25, From: "nobody", TLS: "none"}, {Host: "x", Port: 25, From: "a@b.c", TLS: "maybe"}, {Host: "x", Port: 0, From: "a@b.c", TLS: "none"}} {
		if _, err := message.NewSMTP(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
