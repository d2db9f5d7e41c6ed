package evidence

import (
	"fmt"
	"strconv"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// unavailable is what stands where nothing was computed.
const unavailable = "not available"

// phrases for codes that do not read well as they are.
var phrases = map[string]string{
	"":                                 unavailable,
	"full_kyc":                         "Full KYC",
	"re_kyc":                           "Re-KYC",
	"document":                         "Document",
	"rbi_vcip":                         "RBI V-CIP",
	"sebi_vipv":                        "SEBI VIPV",
	"irdai_vbip":                       "IRDAI VBIP",
	"none":                             "None",
	"pan":                              "PAN card",
	"aadhaar":                          "Aadhaar",
	"voter_id":                         "Voter ID",
	"text":                             "Text recognition",
	LabelMatchedFace:                   "Live face that was compared",
	LabelLiveFace:                      "Live face",
	LabelDocumentFace:                  "Face on the document",
	"pan_front":                        "PAN card, front",
	string(kyc.PieceFront):             "Document, front",
	string(kyc.PieceBack):              "Document, back",
	"ocr":                              "Text recognition",
	"dob":                              "Date of birth",
	"date_of_birth":                    "Date of birth",
	"canceled":                         "Cancelled",
	"unavailable":                      "Not available",
	"not_applicable":                   "Does not apply",
	"agent":                            "Officer",
	"match":                            "Match",
	"spoof_fine":                       "Anti-spoof, fine",
	"spoof_suspicious":                 "Anti-spoof, suspicious",
	"min_document_face_px":             "Smallest document face, px",
	"max_yaw":                          "Largest turn, degrees",
	string(kyc.LivenessOnly):           "Liveness",
	string(kyc.ArtifactFrame):          "Frame",
	string(kyc.EventTokenIssued):       "Link issued again",
	string(kyc.EventCreated):           "Session created",
	string(kyc.EventJoined):            "Customer joined",
	string(kyc.EventQueued):            "Waiting for an officer",
	string(kyc.EventUnqueued):          "Customer went away",
	string(kyc.EventStarted):           "Call started",
	string(kyc.EventInterrupted):       "Call interrupted",
	string(kyc.EventResumed):           "Call resumed",
	string(kyc.EventDecided):           "Officer decided",
	string(kyc.EventCompleted):         "Session completed",
	string(kyc.EventRejected):          "Session rejected",
	string(kyc.EventExpired):           "Session expired",
	string(kyc.EventCanceled):          "Session cancelled",
	string(kyc.EventFailed):            "Session failed",
	string(kyc.EventConsent):           "Consent recorded",
	string(kyc.EventDocument):          "Document captured",
	string(kyc.EventDocumentConfirmed): "Field of a document confirmed",
	string(kyc.EventLivenessPassed):    "Liveness passed",
	string(kyc.EventLivenessFailed):    "Liveness failed",
	string(kyc.EventCheckCompleted):    "Check completed",
	string(kyc.EventRecordingReady):    "Recording sealed",
	string(kyc.EventReportReady):       "Report sealed",
	string(kyc.EventAudited):           "Handed to the auditors",
	string(kyc.EventAuditDecided):      "Auditor decided",
	string(kyc.EventAddendumReady):     "Addendum sealed",
	string(kyc.EventFlagged):           "Officer raised a flag",
	string(kyc.EventFraud):             "Fraud suspected",

	string(kyc.EventQuestionsDrawn):   "Questions drawn",
	string(kyc.EventQuestionAnswered): "Answer judged",
	string(kyc.EventWaiverAsked):      "Waiver asked for",
	string(kyc.EventWaiverGranted):    "Waiver granted",
	string(kyc.EventWaiverRefused):    "Waiver refused",

	string(kyc.EventWatching):  "A supervisor watches",
	string(kyc.EventWhispered): "A supervisor spoke to the officer",
	string(kyc.EventBargedIn):  "A supervisor spoke to both",
	string(kyc.EventWatchLeft): "The supervisor left",
}

// languageNames in English, as the report is.
var languageNames = map[string]string{"en": "English", "hi": "Hindi", "bn": "Bengali", "mr": "Marathi",
	"te": "Telugu", "ta": "Tamil", "gu": "Gujarati", "kn": "Kannada", "ml": "Malayalam", "pa": "Punjabi"}

func languageName(code string) string {
	if n, ok := languageNames[code]; ok {
		return n
	}
	return code
}

func score(v *float64) string {
	if v == nil {
		return unavailable
	}
	return strconv.FormatFloat(*v, 'f', 3, 64)
}

func count(n *int) string {
	if n == nil {
		return unavailable
	}
	return strconv.Itoa(*n)
}

// length of time for people: 4 min 12.5 s.
func length(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	s := strconv.FormatFloat((d%time.Minute).Seconds(), 'f', 1, 64) + " s"
	if d < time.Minute {
		return s
	}
	m := fmt.Sprintf("%d min %s", int(d.Minutes())%60, s)
	if d < time.Hour {
		return m
	}
	return fmt.Sprintf("%d h %s", int(d.Hours()), m)
}

// position in the recording: 03:41.250.
func position(ms int64) string {
	return fmt.Sprintf("%02d:%02d.%03d", ms/60000, ms/1000%60, ms%1000)
}

// amount of bytes for people and to the byte.
func amount(n int64) string {
	exact := strconv.FormatInt(n, 10)
	for i := len(exact) - 3; i > 0; i -= 3 {
		exact = exact[:i] + "," + exact[i:]
	}
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB (%s bytes)", float64(n)/1e6, exact)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB (%s bytes)", float64(n)/1e3, exact)
	}
	return exact + " bytes"
}

// date turns YYYY-MM-DD into DD-MM-YYYY.
func date(iso string) string {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return unavailable
	}
	return d.Format("02-01-2006")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
