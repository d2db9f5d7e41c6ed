package store

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

var sessionTable = &table{name: "sessions", key: 3, columns: []column{
	{"account", text}, {"live", integer}, {"id", text},
	{"status", text}, {"reference", text}, {"created_at", integer}, {"updated_at", integer},
	{"deadline", integer}, {"sequence", integer}, {"head", octets}, {"document", text}, {"outcome", text}, {"officer", text}, {"mobile", text}, {"line", integer}, {"marked", integer}, {"reached", integer}}}

// sessionRow is a session as the table keeps it: columns for what is searched
// for and for what must stay exact, one document for the rest.
type sessionRow struct {
	ref       kyc.Ref
	status    string
	reference string
	created   int64
	updated   int64
	deadline  int64
	sequence  int64
	head      []byte
	document  string
	outcome   string
	officer   string // who conducts or conducted it
	mobile    string // hash of the customer's
	line      int64  // place in the line; 0 does not wait
	marked    int64  // 1 when its marks are among the tags
	reached   int64  // kyc.Milestone
}

// document holds what has no column. omitzero keeps an empty list apart from
// none at all. Parts without tags of their own are kept under their Go names;
// reading does not mind the case of a name.
type document struct {
	SubStatus      string                 `json:"sub_status,omitzero"`
	ExpiresAt      time.Time              `json:"expires_at,omitzero"`
	GraceEnds      time.Time              `json:"grace_ends,omitzero"`
	Customer       kyc.Customer           `json:"customer,omitzero"`
	Type           kyc.VerificationType   `json:"type,omitzero"`
	Profile        string                 `json:"profile,omitzero"`
	Language       string                 `json:"language,omitzero"`
	Documents      []kyc.DocumentType     `json:"documents,omitzero"`
	GracePeriod    time.Duration          `json:"grace_period,omitzero"`
	OnInterruption kyc.InterruptionPolicy `json:"on_interruption,omitzero"`
	RedirectURL    string                 `json:"redirect_url,omitzero"`
	Metadata       map[string]string      `json:"metadata,omitzero"`
	Link           kyc.Link               `json:"link,omitzero"`
	Deliver        []kyc.Channel          `json:"deliver,omitzero"`
	Consent        *kyc.Consent           `json:"consent,omitzero"`
	Officer        *kyc.OfficerRef        `json:"officer,omitzero"`
	Instruction    *kyc.Instruction       `json:"instruction,omitzero"`
	Stills         []kyc.Artifact         `json:"stills,omitzero"`
	Checks         []kyc.Check            `json:"checks,omitzero"`
	Decision       *kyc.Decision          `json:"decision,omitzero"`
	Epoch          int                    `json:"epoch,omitzero"`
	Recording      *kyc.Artifact          `json:"recording,omitzero"`
	Gaps           []kyc.Gap              `json:"gaps,omitzero"`
	Report         *kyc.Artifact          `json:"report,omitzero"`
	ScheduledAt    time.Time              `json:"scheduled_at,omitzero"`
	OpensAt        time.Time              `json:"opens_at,omitzero"`
	Rounds         []kyc.Round            `json:"rounds,omitzero"`
	Carried        []kyc.Carried          `json:"carried,omitzero"`
	Custom         *kyc.Profile           `json:"custom_profile,omitzero"`
	Conduct        kyc.Conduct            `json:"conduct,omitzero"`
	Former         []string               `json:"former,omitzero"`
	Notes          string                 `json:"notes,omitzero"`
	AuditDue       bool                   `json:"audit_due,omitzero"`
	Audit          *kyc.Audit             `json:"audit,omitzero"`
	AuditLot       *kyc.AuditLot          `json:"audit_lot,omitzero"`
	Addendum       *kyc.Artifact          `json:"addendum,omitzero"`
	StartedAt      time.Time              `json:"started_at,omitzero"`
	QueuedAt       time.Time              `json:"queued_at,omitzero"`
	LineSince      time.Time              `json:"line_since,omitzero"`
	Priority       kyc.Priority           `json:"priority,omitzero"`
	Needs          kyc.Needs              `json:"needs,omitzero"`
	Hold           *kyc.Hold              `json:"hold,omitzero"`
}

// rowOf encodes a session.
func rowOf(s *kyc.Session) (sessionRow, error) {
	raw, err := json.Marshal(document{
		SubStatus: s.SubStatus, ExpiresAt: s.ExpiresAt, GraceEnds: s.GraceEnds, Customer: s.Customer, Type: s.Type,
		Profile: s.Profile, Language: s.Language, Documents: s.Documents, GracePeriod: s.GracePeriod,
		OnInterruption: s.OnInterruption, RedirectURL: s.RedirectURL, Metadata: s.Metadata, Link: s.Link, Deliver: s.Deliver,
		Consent: s.Consent, Officer: s.Officer, Instruction: s.Instruction, Stills: s.Stills, Checks: s.Checks,
		Decision: s.Decision, Epoch: s.Epoch, Recording: s.Recording, Gaps: s.Gaps, Report: s.Report,
		ScheduledAt: s.ScheduledAt, OpensAt: s.OpensAt, Rounds: s.Rounds, Carried: s.Carried,
		Former: s.Former, Notes: s.Notes, AuditDue: s.AuditDue, Audit: s.Audit, AuditLot: s.AuditLot, Addendum: s.Addendum, QueuedAt: s.QueuedAt, LineSince: s.LineSince, Priority: s.Priority, Needs: s.Needs, Hold: s.Hold, StartedAt: s.StartedAt, Custom: s.Custom, Conduct: s.Conduct})
	if err != nil {
		return sessionRow{}, fmt.Errorf("encode session %s: %w", s.ID, err)
	}
	return sessionRow{ref: kyc.Ref{Scope: s.Scope, Session: s.ID}, status: string(s.Status), reference: s.Customer.Reference,
		created: micros(s.CreatedAt), updated: micros(s.UpdatedAt), deadline: micros(s.Deadline()),
		sequence: s.Sequence, head: s.Head[:], document: string(raw), outcome: toReview(s), officer: conductor(s), mobile: mobileOf(s.Customer.Mobile), line: s.LineRank(), marked: 1, reached: int64(s.Reached())}, nil
}

// conductor of the session's call, or who has first claim to take it; "" without one.
func conductor(s *kyc.Session) string {
	if s.Officer == nil {
		if s.Status == kyc.Waiting && s.Hold != nil {
			return s.Hold.Officer
		}
		return ""
	}
	return s.Officer.ID
}

// toReview is the one outcome that is counted by itself; the status tells the others.
func toReview(s *kyc.Session) string {
	if s.Status == kyc.Completed && s.Decision != nil && s.Decision.Outcome == kyc.NeedsReview {
		return string(kyc.NeedsReview)
	}
	return ""
}

// mobileOf is what a customer's mobile is found by.
func mobileOf(mobile string) string {
	if mobile == "" {
		return ""
	}
	h := sha256.Sum256([]byte(mobile))
	return hex.EncodeToString(h[:16])
}

// session decodes a fresh session that shares nothing with others.
func (r *sessionRow) session() (*kyc.Session, error) {
	var d document
	if err := json.Unmarshal([]byte(r.document), &d); err != nil {
		return nil, fmt.Errorf("decode session %s: %w", r.ref.Session, err)
	}
	return &kyc.Session{Scope: r.ref.Scope, ID: r.ref.Session, Sequence: r.sequence, Head: hash(r.head),
		Status: kyc.Status(r.status), SubStatus: d.SubStatus, CreatedAt: instant(r.created), UpdatedAt: instant(r.updated),
		ExpiresAt: d.ExpiresAt, GraceEnds: d.GraceEnds, Customer: d.Customer, Type: d.Type, Profile: d.Profile,
		Language: d.Language, Documents: d.Documents, GracePeriod: d.GracePeriod, OnInterruption: d.OnInterruption,
		RedirectURL: d.RedirectURL, Metadata: d.Metadata, Link: d.Link, Deliver: d.Deliver, Consent: d.Consent, Officer: d.Officer,
		Instruction: d.Instruction, Stills: d.Stills, Checks: d.Checks, Decision: d.Decision, Epoch: d.Epoch,
		Recording: d.Recording, Gaps: d.Gaps, Report: d.Report,
		ScheduledAt: d.ScheduledAt, OpensAt: d.OpensAt, Rounds: d.Rounds, Carried: d.Carried,
		Former: d.Former, Notes: d.Notes, AuditDue: d.AuditDue, Audit: d.Audit, AuditLot: d.AuditLot, Addendum: d.Addendum, QueuedAt: d.QueuedAt, LineSince: d.LineSince, Priority: d.Priority, Needs: d.Needs, Hold: d.Hold, StartedAt: d.StartedAt, Custom: d.Custom, Conduct: d.Conduct}, nil
}

func (r *sessionRow) values() []any {
	return []any{r.ref.Account, mode(r.ref.Live), r.ref.Session, r.status, r.reference, r.created, r.updated,
		r.deadline, r.sequence, r.head, r.document, r.outcome, r.officer, r.mobile, r.line, r.marked, r.reached}
}

func (r *sessionRow) scan(rows *sql.Rows) error {
	var live int64
	err := rows.Scan(&r.ref.Account, &live, &r.ref.Session, &r.status, &r.reference, &r.created, &r.updated,
		&r.deadline, &r.sequence, &r.head, &r.document, &r.outcome, &r.officer, &r.mobile, &r.line, &r.marked, &r.reached)
	r.ref.Live = live != 0
	return err
}
