package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// Event turns a sealed event into what webhooks and GET /v1/events say. base is
// the API's own address without a trailing slash; recording and report are
// named by their address there, which needs a key. Members of the domain's data
// that the contract does not know are left out: that is the gate. An event
// whose data was erased says whose it was and nothing else.
func Event(e *kyc.Event, base string) (api.Event, error) {
	if e.ID == "" {
		return api.Event{}, errors.New("wire: event is not sealed")
	}
	build, ok := eventData[e.Type]
	if !ok {
		return api.Event{}, fmt.Errorf("wire: no contract for events of type %q", e.Type)
	}
	raw := e.Data
	if len(raw) == 0 {
		raw = json.RawMessage("{}")
	}
	data, err := build(e, raw, base)
	if err != nil {
		return api.Event{}, fmt.Errorf("wire: data of event %s: %w", e.ID, err)
	}
	if e.Sequence < 0 { // beside the chain: kyc.MockEvent
		return api.Event{ID: e.ID, Type: api.EventType(e.Type), APIVersion: api.Version, Created: e.At,
			Livemode: e.Live, Position: e.Position, Test: true, Data: data}, nil
	}
	return api.Event{ID: e.ID, Type: api.EventType(e.Type), APIVersion: api.Version, Created: e.At,
		Livemode: e.Live, Sequence: e.Sequence, Position: e.Position, Data: data}, nil
}

// EventBody is Event as bytes, as a version of the API has it. They depend on
// event, base and version alone, so every attempt of a delivery sends and signs
// the same ones.
func EventBody(e *kyc.Event, base, version string) ([]byte, error) {
	w, err := Event(e, base)
	if err != nil {
		return nil, err
	}
	if version != "" {
		w.APIVersion = version
	} // there is one shape so far; a second one is made here
	return json.Marshal(w)
}

type dataBuilder func(e *kyc.Event, raw json.RawMessage, base string) (json.RawMessage, error)

// eventData says which part of each type's data the contract shows.
var eventData = map[kyc.EventType]dataBuilder{
	kyc.EventCreated:          shown(func(d *api.CreatedData, id string) { d.SessionID = id }),
	kyc.EventJoined:           shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventQueued:           shown(func(d *api.QueuedData, id string) { d.SessionID = id }),
	kyc.EventUnqueued:         shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventStarted:          shown(func(d *api.StartedData, id string) { d.SessionID = id }),
	kyc.EventInterrupted:      shown(func(d *api.InterruptedData, id string) { d.SessionID = id }),
	kyc.EventResumed:          shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventDecided:          shown(func(d *api.DecidedData, id string) { d.SessionID = id }),
	kyc.EventCompleted:        resultData,
	kyc.EventRejected:         resultData,
	kyc.EventExpired:          shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventCanceled:         shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventFailed:           shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventTokenIssued:      shown(func(d *api.Move, id string) { d.SessionID = id }),
	kyc.EventScheduled:        shown(func(d *api.ScheduledData, id string) { d.SessionID = id }),
	kyc.EventFlagged:          shown(func(d *api.FlaggedData, id string) { d.SessionID = id }),
	kyc.EventFraud:            shown(func(d *api.FraudData, id string) { d.SessionID = id }),
	kyc.EventQuestionsDrawn:   shown(func(d *api.QuestionsData, id string) { d.SessionID = id }),
	kyc.EventWaiverAsked:      shown(func(d *api.WaiverData, id string) { d.SessionID = id }),
	kyc.EventWaiverGranted:    shown(func(d *api.WaiverData, id string) { d.SessionID = id }),
	kyc.EventWaiverRefused:    shown(func(d *api.WaiverData, id string) { d.SessionID = id }),
	kyc.EventWatching:         shown(func(d *api.SupervisorData, id string) { d.SessionID = id }),
	kyc.EventWhispered:        shown(func(d *api.SupervisorData, id string) { d.SessionID = id }),
	kyc.EventBargedIn:         shown(func(d *api.SupervisorData, id string) { d.SessionID = id }),
	kyc.EventWatchLeft:        shown(func(d *api.SupervisorData, id string) { d.SessionID = id }),
	kyc.EventQuestionAnswered: shown(func(d *api.AnswerData, id string) { d.SessionID = id }),
	kyc.EventAudited:          shown(func(d *api.AuditedData, id string) { d.SessionID = id }),
	kyc.EventRecaptureRequired: shown(func(d *api.RecaptureData, id string) {
		d.SessionID = id
		if d.Reasons == nil {
			d.Reasons = []api.Reason{}
		}
		withhold(d.Reasons)
	}),
	kyc.EventConsent:           shown(func(d *api.ConsentData, id string) { d.SessionID = id }),
	kyc.EventDocument:          shown(func(d *api.DocumentData, id string) { d.SessionID = id }),
	kyc.EventDocumentConfirmed: shown(func(d *api.ConfirmedData, id string) { d.SessionID = id }),
	kyc.EventLivenessPassed:    shown(func(d *api.LivenessData, id string) { d.SessionID = id }),
	kyc.EventLivenessFailed:    shown(func(d *api.LivenessData, id string) { d.SessionID = id }),
	kyc.EventCheckCompleted: shown(func(d *api.CheckData, id string) {
		d.SessionID = id
		withhold(d.Reasons)
	}),
	kyc.EventRecordingReady: shown(func(d *api.ArtifactData, id string) { d.SessionID = id }),
	kyc.EventAddendumReady:  shown(func(d *api.ArtifactData, id string) { d.SessionID = id }),
	kyc.EventAuditDecided:   shown(func(d *api.FoundData, id string) { d.SessionID = id }),
	kyc.EventReportReady:    shown(func(d *api.ArtifactData, id string) { d.SessionID = id }),

	// Of the account itself: there is no session to name.
	kyc.EventEndpointDisabled: shown(func(*api.EndpointData, string) {}),
	kyc.EventEndpointTest:     shown(func(*api.EndpointData, string) {}),
}

// shown reads the domain's data into the contract's struct, which drops every
// member that the struct does not have.
func shown[T any](complete func(d *T, session string)) dataBuilder {
	return func(e *kyc.Event, raw json.RawMessage, _ string) (json.RawMessage, error) {
		var d T
		if err := json.Unmarshal(raw, &d); err != nil {
			return nil, err
		}
		complete(&d, e.Session)
		return json.Marshal(d)
	}
}

func resultData(e *kyc.Event, raw json.RawMessage, base string) (json.RawMessage, error) {
	var has struct{ Recording, Report bool }
	if err := json.Unmarshal(raw, &has); err != nil {
		return nil, err
	}
	session := base + "/v1/sessions/" + url.PathEscape(e.Session)
	return shown(func(d *api.ResultData, id string) {
		d.SessionID = id
		d.RecordingURL, d.ReportURL = "", "" // ours to say, never the event's
		if has.Recording {
			d.RecordingURL = session + "/recording"
		}
		if has.Report {
			d.ReportURL = session + "/report"
		}
		if d.Reasons == nil {
			d.Reasons = []api.Reason{}
		}
		withhold(d.Reasons)
	})(e, raw, base)
}

// personal finds what an officer may have typed into a reason: e-mail
// addresses, PAN and passport numbers, and runs of six digits or more (Aadhaar,
// mobile and account numbers) with or without separators.
var personal = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]+|(?i:\b[a-z]{5}[0-9]{4}[a-z]\b)|(?i:\b[a-z][0-9]{7}\b)|\+?\p{Nd}(?:[ .-]?\p{Nd}){5,}`)

// withhold takes personal data out of reasons' sentences. The full text is in
// the result, which needs a key.
func withhold(reasons []api.Reason) {
	for i := range reasons {
		reasons[i].Message = personal.ReplaceAllString(reasons[i].Message, "[withheld]")
	}
}
