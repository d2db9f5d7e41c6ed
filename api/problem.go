package api

// ProblemType is the media type of every error reply (RFC 9457).
const ProblemType = "application/problem+json"

// Problem is the body of an error reply.
type Problem struct {
	Type      string         `json:"type"` // a page that explains the code
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	Code      string         `json:"code"` // stable; branch on it
	RequestID string         `json:"request_id,omitempty"`
	Errors    []ProblemField `json:"errors,omitempty"`
}

// ProblemField names one wrong field. The message never repeats the value.
type ProblemField struct {
	Field   string `json:"field"` // dotted path, such as customer.email
	Message string `json:"message"`
}

// ProblemAddress is where a code is explained.
func ProblemAddress(code string) string { return "/docs/errors/" + code }

// NewProblem starts a problem from the catalogue. An unknown code becomes
// internal_error: a caller never sees a code that is not documented.
func NewProblem(code string) Problem {
	e, ok := ErrorByCode(code)
	if !ok {
		e, _ = ErrorByCode(CodeInternal)
	}
	return Problem{Type: ProblemAddress(e.Code), Title: e.Title, Status: e.Status, Code: e.Code}
}
