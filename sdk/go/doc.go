// Package basekyc is the Go client of BASEKYC: the backend's API with retries,
// idempotency keys, iterators and webhook verification, and the doors of the two
// parties of a call.
//
//	client := basekyc.New("https://kyc.example.com", os.Getenv("BASEKYC_SECRET_KEY"), basekyc.Options{})
//	session, err := client.CreateSession(ctx, api.NewSession{...})
//
// Every call takes a context and may be tried up to six times: after network
// errors, 429 and 5xx, with growing pauses, as long as Retry-After asks. An error
// reply is an *Error; errors.Is tells its kind.
package basekyc

// Version of the client, sent as User-Agent.
const Version = "0.1.0"
