package kyc

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Document is a captured document.
type Document struct {
	Type         DocumentType      `json:"type"`
	NumberMasked string            `json:"number_masked,omitempty"`
	Fields       map[string]string `json:"fields,omitempty"` // by name: as the officer confirmed it, else as it was read
	Read         []DocumentField   `json:"read,omitempty"`   // what each field comes from, in the order of the document
	Checks       []DocumentCheck   `json:"checks"`
	FaceHeight   int               `json:"face_height_px,omitempty"`
}

// DocumentCheck is one statement about a document.
type DocumentCheck struct {
	ID      string  `json:"id"` // face_found, face_size, sharpness, text, number, name, ...
	Verdict Verdict `json:"verdict"`
	Detail  string  `json:"detail,omitempty"`
}

// DocumentField is one statement of a document. What was read is a proposal; an
// officer, who sees the picture, confirms or corrects it.
type DocumentField struct {
	Name       string      `json:"name"`
	Proposal   string      `json:"proposal,omitempty"`   // "" when nothing was read; masked as the number is
	Confidence float64     `json:"confidence,omitempty"` // of the reading, 0..1
	Value      string      `json:"value,omitempty"`      // as confirmed; "" says that the document does not show it
	By         *OfficerRef `json:"by,omitempty"`         // nil until somebody confirmed it
	At         time.Time   `json:"at,omitzero"`
}

// Confirmed tells whether an officer has said what the field is.
func (f *DocumentField) Confirmed() bool { return f.By != nil }

// Changed tells whether the officer said something else than was read.
func (f *DocumentField) Changed() bool { return f.Confirmed() && f.Value != f.Proposal }

// Shown is what counts: the officer's word, else the proposal.
func (f *DocumentField) Shown() string {
	if f.Confirmed() {
		return f.Value
	}
	return f.Proposal
}

// Names of fields.
const (
	FieldNumber  = "number"
	FieldName    = "name"
	FieldFather  = "father_name"
	FieldBirth   = "date_of_birth" // YYYY-MM-DD, or YYYY where no more is printed
	FieldSex     = "sex"
	FieldNation  = "nationality"
	FieldExpires = "expires_on" // YYYY-MM-DD
)

// documentFields are those that each type of document carries, in the order in
// which an officer meets them.
var documentFields = map[DocumentType][]string{
	PAN:            {FieldNumber, FieldName, FieldFather, FieldBirth},
	Aadhaar:        {FieldNumber, FieldName, FieldBirth, FieldSex},
	Passport:       {FieldNumber, FieldName, FieldNation, FieldBirth, FieldSex, FieldExpires},
	DrivingLicence: {FieldNumber, FieldName, FieldBirth, FieldExpires},
	VoterID:        {FieldNumber, FieldName},
}

// FieldsOf a type of document, in order.
func FieldsOf(d DocumentType) []string { return slices.Clone(documentFields[d]) }

// maxFieldRunes bounds what an officer writes into a field.
const maxFieldRunes = 120

// Propose puts what was read on the document, one field for each that its type
// carries, and judges it against the order. The number of an Aadhaar card must be
// masked already; checks are of what only the whole text could tell.
func (d *Document) Propose(read []DocumentField, checks []DocumentCheck, c Customer, at time.Time) {
	d.Read = nil
	for _, name := range documentFields[d.Type] {
		f := DocumentField{Name: name}
		if i := slices.IndexFunc(read, func(r DocumentField) bool { return r.Name == name }); i >= 0 {
			f.Proposal, f.Confidence = read[i].Proposal, read[i].Confidence
		}
		d.Read = append(d.Read, f)
	}
	d.state(d.numberCheck())
	for _, check := range checks {
		d.state(check)
	}
	d.weigh(c, at)
}

// weigh says of the fields what follows from their values.
func (d *Document) weigh(c Customer, at time.Time) {
	d.Fields, d.NumberMasked = map[string]string{}, ""
	for i := range d.Read {
		if v := d.Read[i].Shown(); v != "" {
			d.Fields[d.Read[i].Name] = v
		}
	}
	if n := d.Fields[FieldNumber]; n != "" {
		d.NumberMasked = maskNumber(d.Type, n)
	}
	for _, check := range []DocumentCheck{nameCheck(d.Fields[FieldName], c.Name), birthCheck(d.Fields[FieldBirth], c.DateOfBirth), expiryCheck(d.Fields[FieldExpires], at)} {
		if check.ID != "" {
			d.state(check)
		}
	}
}

// state replaces the check of the same id.
func (d *Document) state(c DocumentCheck) {
	if i := slices.IndexFunc(d.Checks, func(o DocumentCheck) bool { return o.ID == c.ID }); i >= 0 {
		d.Checks[i] = c
		return
	}
	d.Checks = append(d.Checks, c)
}

// Check of an id; nil when there is none.
func (d *Document) Check(id string) *DocumentCheck {
	for i := range d.Checks {
		if d.Checks[i].ID == id {
			return &d.Checks[i]
		}
	}
	return nil
}

func (d *Document) field(name string) *DocumentField {
	for i := range d.Read {
		if d.Read[i].Name == name {
			return &d.Read[i]
		}
	}
	return nil
}

// Unread prepares the fields of a document whose text was not read: an officer can
// still say what it shows.
func (d *Document) Unread() {
	d.Read = nil
	for _, name := range documentFields[d.Type] {
		d.Read = append(d.Read, DocumentField{Name: name})
	}
}

// ConfirmField records what the officer sees on the document. He may correct it
// while the call runs; the chain keeps that he did, never the value.
func (s *Session) ConfirmField(check, name, value string, by OfficerRef, at time.Time) ([]Event, error) {
	if err := s.conducts(by, "confirmed"); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.Checks, func(c Check) bool { return c.ID == check && c.Document != nil })
	if i < 0 || s.Checks[i].Document.field(name) == nil {
		return nil, Errorf(NotFound, "field_not_found", "The session has no such document, or the document no such field.")
	}
	if s.Checks[i].Simulated {
		return nil, Errorf(Conflict, "nothing_to_confirm", "The sandbox played this check: there is no document to look at.")
	}
	// whoever has read the session before shares what it points at
	d := *s.Checks[i].Document
	d.Read, d.Checks, d.Fields = slices.Clone(d.Read), slices.Clone(d.Checks), maps.Clone(d.Fields)
	f := d.field(name)
	value, sound, err := d.fieldValue(name, value, f.Proposal)
	if err != nil {
		return nil, err
	}
	again := f.Confirmed() && f.Value == value && f.By.ID == by.ID
	f.Value, f.By, f.At = value, &by, instant(at)
	if name == FieldNumber && f.Changed() || name == FieldName && d.Type == PAN {
		d.state(sound)
	}
	d.weigh(s.Customer, at)
	s.Checks = slices.Clone(s.Checks)
	s.Checks[i].Document = &d
	s.touch(at)
	if again {
		return nil, nil
	}
	return []Event{newEvent(EventDocumentConfirmed, at, map[string]any{"check_id": check, "document": d.Type, "field": name,
		"changed": d.field(name).Changed(), "shown": value != "", "officer_id": by.ID})}, nil
}

// fieldValue brings what an officer typed into the form that is kept, and judges
// the number of the document that it leads to.
func (d *Document) fieldValue(name, value, proposal string) (string, DocumentCheck, error) {
	refuse := func(message string) (string, DocumentCheck, error) {
		return "", DocumentCheck{}, Refuse([]Field{{"value", message}})
	}
	value = strings.Join(strings.Fields(value), " ")
	if !printable(value, maxFieldRunes) {
		return refuse("is too long or has control characters")
	}
	after := *d
	after.Read = slices.Clone(d.Read)
	switch f := after.field(name); name {
	case FieldNumber:
		if value == proposal { // masked, and judged while it was read
			f.Value, f.By = value, &OfficerRef{}
			return value, after.numberCheck(), nil
		}
		check := numberCheck(d.Type, value, d.Fields[FieldName])
		return maskKept(d.Type, value), check, nil
	case FieldBirth, FieldExpires:
		if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" && !(name == FieldBirth && isYear(value)) {
			return refuse("must be a date, YYYY-MM-DD")
		}
		return value, DocumentCheck{}, nil
	default:
		value = MaskAadhaar(value)
		f.Value, f.By = value, &OfficerRef{}
		return value, after.numberCheck(), nil
	}
}

func isYear(s string) bool {
	_, err := time.Parse("2006", s)
	return err == nil
}

// documentReasons are what speaks against an approval in what the documents say:
// a name, a birthday, a number or a date that does not fit. What was not read says
// nothing.
func (s *Session) documentReasons() []Reason {
	var out []Reason
	for _, kind := range DocumentTypes {
		d := s.LatestDocument(kind)
		if d == nil {
			continue
		}
		for _, r := range documentReasons {
			if c := d.Check(r.check); c != nil && (c.Verdict == Fail || c.Verdict == Review) {
				out = append(out, Reason{r.code, r.message})
			}
		}
	}
	return out
}

// unconfirmed stands against an approval, and against nothing else: what a machine
// read is a proposal, and nobody has said yet that the document shows it. What the
// sandbox played nobody can look at.
func (s *Session) unconfirmed() []Reason {
	for _, kind := range DocumentTypes {
		if c := s.latestOf(kind); c != nil && !c.Simulated && slices.ContainsFunc(c.Document.Read, func(f DocumentField) bool { return f.Proposal != "" && !f.Confirmed() }) {
			return []Reason{{"fields_unconfirmed", "What was read on the document was not confirmed."}}
		}
	}
	return nil
}

var documentReasons = []struct{ check, code, message string }{
	{"number", "document_number_doubtful", "The number of the document is not one that its issuer would give, or was not read surely."},
	{"name", "document_name_differs", "The name on the document is not clearly the ordered one."},
	{"date_of_birth", "document_birth_differs", "The date of birth on the document is not the ordered one."},
	{"expiry", "document_expired", "The document has expired."},
}

// LatestDocument of a type that was captured; nil without one.
func (s *Session) LatestDocument(kind DocumentType) *Document {
	if c := s.latestOf(kind); c != nil {
		return c.Document
	}
	return nil
}

// documentChecks are the newest check of each type of document that was captured.
func (s *Session) documentChecks() []*Check {
	var out []*Check
	for _, kind := range DocumentTypes {
		if c := s.latestOf(kind); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// latestOf is the newest check of a type of document; nil without one.
func (s *Session) latestOf(kind DocumentType) *Check {
	for i := len(s.Checks) - 1; i >= 0; i-- {
		if d := s.Checks[i].Document; d != nil && d.Type == kind {
			return &s.Checks[i]
		}
	}
	return nil
}
