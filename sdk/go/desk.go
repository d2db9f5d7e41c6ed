package basekyc

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/basekyc/basekyc/api"
)

// Desk is an officer's door: the line, the call, checks and the decision.
type Desk struct {
	door
	// Simulated says that a program plays the officer: its calls are marked so.
	Simulated bool
}

// NewDesk makes a door to the server at base, such as https://kyc.example.com.
func NewDesk(base string) *Desk { return &Desk{door: door{base: trim(base), http: http.DefaultClient}} }

// LogIn proves who the officer is; later calls carry the token.
func (d *Desk) LogIn(ctx context.Context, email, password string) (api.LoggedIn, error) {
	var out api.LoggedIn
	err := d.ask(ctx, http.MethodPost, "/desk/login", "", api.Login{Email: email, Password: password, Simulated: d.Simulated}, &out)
	if err == nil {
		d.token = out.Token
	}
	return out, err
}

// Case reads one session as its officer sees it.
func (d *Desk) Case(ctx context.Context, session string) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodGet, "/desk/sessions/"+url.PathEscape(session), "", nil, &out)
}

// Cases reads the sessions of a status, the longest waiting first.
func (d *Desk) Cases(ctx context.Context, status string) ([]api.Case, error) {
	var out api.CaseList
	err := d.ask(ctx, http.MethodGet, "/desk/sessions?status="+url.QueryEscape(status), "", nil, &out)
	return out.Data, err
}

// Accept takes a waiting session.
func (d *Desk) Accept(ctx context.Context, session string) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/accept", "", nil, &out)
}

// Next takes whoever is next of those whom the officer can serve: nobody_waits.
func (d *Desk) Next(ctx context.Context) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/next", "", nil, &out)
}

// HandBack returns a customer to the line, or to an officer who is available.
func (d *Desk) HandBack(ctx context.Context, session string, to api.HandBack) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/return", "", to, &out)
}

// Book makes an appointment for a customer who cannot go on now.
func (d *Desk) Book(ctx context.Context, session string, at time.Time) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/appointment", "", api.Booking{ScheduledAt: at}, &out)
}

// Slots lists the slots for appointments of the next seven days.
func (d *Desk) Slots(ctx context.Context) (out api.SlotList, err error) {
	return out, d.ask(ctx, http.MethodGet, "/desk/slots", "", nil, &out)
}

// Colleagues lists the other officers at the desk.
func (d *Desk) Colleagues(ctx context.Context) ([]api.Colleague, error) {
	var out api.ColleagueList
	err := d.ask(ctx, http.MethodGet, "/desk/officers", "", nil, &out)
	return out.Data, err
}

// RunCheck starts a check on the running call; its end shows in the case.
func (d *Desk) RunCheck(ctx context.Context, session string, o api.CheckOrder) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/checks", "", o, &out)
}

// Decide rules on a session.
func (d *Desk) Decide(ctx context.Context, session string, r api.Ruling) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/decision", "", r, &out)
}

// RejectionReasons is the catalogue of reasons for a rejection.
func (d *Desk) RejectionReasons(ctx context.Context) ([]api.KnownReason, error) {
	var out api.ReasonList
	err := d.ask(ctx, http.MethodGet, "/desk/reasons", "", nil, &out)
	return out.Data, err
}

// Flag raises a flag on the running call.
func (d *Desk) Flag(ctx context.Context, session string, o api.FlagOrder) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/flags", "", o, &out)
}

// DrawQuestions draws questions for the running call.
func (d *Desk) DrawQuestions(ctx context.Context, session string, o api.QuestionOrder) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/questions", "", o, &out)
}

// JudgeAnswer records how the officer judges an answer.
func (d *Desk) JudgeAnswer(ctx context.Context, session, question string, a api.JudgedAnswer) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPut, "/desk/sessions/"+url.PathEscape(session)+"/questions/"+url.PathEscape(question)+"/answer", "", a, &out)
}

// AskWaiver asks for a waiver of a rule.
func (d *Desk) AskWaiver(ctx context.Context, session string, o api.WaiverOrder) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/waivers", "", o, &out)
}

// ConfirmField says what the document of a check shows, as the officer of the call.
func (d *Desk) ConfirmField(ctx context.Context, session, check, field string, v api.FieldValue) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPut, "/desk/sessions/"+url.PathEscape(session)+"/checks/"+url.PathEscape(check)+"/fields/"+url.PathEscape(field), "", v, &out)
}

// AnswerWaiver grants or refuses one, as a supervisor.
func (d *Desk) AnswerWaiver(ctx context.Context, session, rule string, a api.WaiverAnswer) (out api.Case, err error) {
	return out, d.ask(ctx, http.MethodPost, "/desk/sessions/"+url.PathEscape(session)+"/waivers/"+url.PathEscape(rule)+"/answer", "", a, &out)
}

// Socket opens the officer's socket of a session, or of the line when session
// is empty.
func (d *Desk) Socket(ctx context.Context, session string) (*Socket, error) {
	return dial(ctx, d.door, hello{Type: "hello", Token: d.token, SessionID: session})
}

// Watch opens a supervisor's socket at a running call.
func (d *Desk) Watch(ctx context.Context, session string) (*Socket, error) {
	return dial(ctx, d.door, hello{Type: "hello", Token: d.token, SessionID: session, Watch: true})
}
