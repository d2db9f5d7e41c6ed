package basekyc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

func backend() *basekyc.Client {
	return basekyc.New(os.Getenv("BASEKYC_URL"), os.Getenv("BASEKYC_SECRET_KEY"), basekyc.Options{})
}

var order = api.NewSession{
	Customer:         api.NewCustomer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in", Reference: "loan-4711"},
	VerificationType: "full_kyc",
}

func ExampleClient_CreateSession() {
	session, err := backend().CreateSession(context.Background(), order)
	if err != nil {
		log.Fatal(err)
	}
	// Send session.URL to the customer, or give session.Token to your page.
	fmt.Println(session.Status, strings.HasPrefix(session.URL, os.Getenv("BASEKYC_URL")+"/v/"+session.ID+"#"))
	// Output: created true
}

func ExampleClient_AllSessions() {
	ctx, client := context.Background(), backend()
	n := order
	n.Customer.Reference = "loan-4712"
	for range 3 {
		if _, err := client.CreateSession(ctx, n); err != nil {
			log.Fatal(err)
		}
	}
	found := 0
	for session, err := range client.AllSessions(ctx, basekyc.SessionQuery{Reference: "loan-4712", Page: basekyc.Page{Limit: 2}}) {
		if err != nil {
			log.Fatal(err)
		}
		if session.Customer.Reference == "loan-4712" {
			found++
		}
	}
	fmt.Println(found)
	// Output: 3
}

func ExampleError() {
	n := order
	n.Customer.Email = "nobody"
	_, err := backend().CreateSession(context.Background(), n)
	var e *basekyc.Error
	if errors.As(err, &e) && errors.Is(err, basekyc.ErrInvalid) {
		fmt.Println(e.Code, e.Errors[0].Field)
	}
	_, err = backend().Session(context.Background(), "vs_00000000000000000000000000")
	fmt.Println(errors.Is(err, basekyc.ErrNotFound))
	// Output:
	// invalid_parameters customer.email
	// true
}

func ExampleClient_Result() {
	ctx, client := context.Background(), backend()
	session, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Result(ctx, session.ID) // nobody has met the customer yet
	fmt.Println(errors.Is(err, basekyc.ErrConflict))
	canceled, err := client.CancelSession(ctx, session.ID)
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.Result(ctx, session.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(canceled.Status, result.Outcome == nil)
	// Output:
	// true
	// canceled true
}

// A receiver verifies the raw body, answers, and works afterwards.
func ExampleVerifyWebhook() {
	ctx, client := context.Background(), backend()
	var secret string
	heard := make(chan api.Event, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		event, err := basekyc.VerifyWebhook(r.Header, body, []string{secret}, time.Now(), 0)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
		heard <- event
	}))
	defer receiver.Close()

	endpoint, err := client.CreateEndpoint(ctx, api.NewEndpoint{URL: receiver.URL, Events: []string{"session.canceled"}})
	if err != nil {
		log.Fatal(err)
	}
	secret = endpoint.Secret
	session, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.CancelSession(ctx, session.ID); err != nil {
		log.Fatal(err)
	}
	event := <-heard
	fmt.Println(event.Type, strings.Contains(string(event.Data), session.ID))
	if err := client.DeleteEndpoint(ctx, endpoint.ID); err != nil {
		log.Fatal(err)
	}
	// Output: session.canceled true
}

// A worker that remembers the id of the last event misses nothing.
func ExampleClient_Stream() {
	ctx, client := context.Background(), backend()
	session, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	events, err := client.SessionEvents(ctx, session.ID, basekyc.Page{})
	if err != nil {
		log.Fatal(err)
	}
	remembered := events.Data[0].ID
	if _, err := client.CancelSession(ctx, session.ID); err != nil {
		log.Fatal(err)
	}
	for event, err := range client.Stream(ctx, basekyc.StreamQuery{After: remembered, Types: []string{"session.canceled"}}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Type, strings.Contains(string(event.Data), session.ID))
		break
	}
	// Output: session.canceled true
}

// A key for one job has the scopes of that job and no more.
func ExampleClient_CreateKey() {
	ctx, client := context.Background(), backend()
	made, err := client.CreateKey(ctx, api.NewKey{Kind: "secret", Name: "reporting", Scopes: []string{"sessions:read"}})
	if err != nil {
		log.Fatal(err)
	}
	reporting := basekyc.New(os.Getenv("BASEKYC_URL"), made.Secret, basekyc.Options{})
	_, err = reporting.Sessions(ctx, basekyc.SessionQuery{})
	fmt.Println(err)
	_, err = reporting.CreateSession(ctx, order)
	fmt.Println(basekyc.IsCode(err, "insufficient_scope"))
	successor, err := client.RollKey(ctx, made.ID, api.Roll{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(successor.ID != made.ID, client.RevokeKey(ctx, successor.ID))
	// Output:
	// <nil>
	// true
	// true <nil>
}

func ExampleClient_RescheduleSession() {
	ctx, client := context.Background(), backend()
	session, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	slots, err := client.Slots(ctx, "", 7)
	if err != nil {
		log.Fatal(err)
	}
	moved, err := client.RescheduleSession(ctx, session.ID, slots.Data[len(slots.Data)-1].StartsAt)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(moved.Status, moved.URL != session.URL)
	// Output: scheduled true
}

// An OAuth client gets access tokens for its own scopes; the client fetches and
// replaces them.
func ExampleNewOAuth() {
	ctx, client := context.Background(), backend()
	made, err := client.CreateOAuthClient(ctx, api.NewOAuthClient{Name: "reporting", Scopes: []string{"sessions:read"}})
	if err != nil {
		log.Fatal(err)
	}
	reporting := basekyc.NewOAuth(os.Getenv("BASEKYC_URL"), made.ClientID, made.Secret, nil, basekyc.Options{})
	_, err = reporting.Sessions(ctx, basekyc.SessionQuery{})
	fmt.Println(err)
	_, err = reporting.CreateSession(ctx, order)
	fmt.Println(errors.Is(err, basekyc.ErrForbidden))
	if err := client.DeleteOAuthClient(ctx, made.ID); err != nil {
		log.Fatal(err)
	}
	_, err = reporting.Sessions(ctx, basekyc.SessionQuery{})
	fmt.Println(errors.Is(err, basekyc.ErrUnauthenticated))
	// Output:
	// <nil>
	// true
	// true
}

// Test mode plays a session without a camera.
func ExampleClient_Simulate() {
	ctx, client := context.Background(), backend()
	session, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.SessionEvents(ctx, session.ID, basekyc.Page{Limit: 1})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Simulate(ctx, session.ID, "reject"); err != nil {
		log.Fatal(err)
	}
	ended := basekyc.StreamQuery{After: created.Data[0].ID, Types: []string{"session.rejected"}}
	for event, err := range client.Stream(ctx, ended) {
		if err != nil {
			log.Fatal(err)
		}
		if strings.Contains(string(event.Data), session.ID) {
			break
		}
	}
	result, err := client.Result(ctx, session.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*result.Outcome)
	// Output: rejected
}

// A key of your own lets another process repeat a call: nothing is made twice.
func ExampleWithIdempotencyKey() {
	client := backend()
	ctx := basekyc.WithIdempotencyKey(context.Background(), "loan-4713")
	first, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	again, err := client.CreateSession(ctx, order)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.ID == first.ID, again.URL == first.URL)
	other := order
	other.VerificationType = "liveness"
	_, err = client.CreateSession(ctx, other)
	fmt.Println(basekyc.IsCode(err, "idempotency_key_reused"))
	// Output:
	// true true
	// true
}

func ExampleSessionQuery() {
	ctx, client := context.Background(), backend()
	n := order
	n.Metadata = map[string]string{"branch": "Pune"}
	made, err := client.CreateSession(ctx, n)
	if err != nil {
		log.Fatal(err)
	}
	q := basekyc.SessionQuery{Status: []string{"created", "joined"}, Metadata: n.Metadata, CreatedAfter: time.Now().Add(-time.Hour)}
	for session, err := range client.AllSessions(ctx, q) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(session.ID == made.ID, session.Metadata["branch"])
	}
	// Output: true Pune
}

func ExampleClient_AllCapturedMessages() {
	ctx, client := context.Background(), backend()
	n := order
	n.Deliver = []string{"sms"}
	session, err := client.CreateSession(ctx, n)
	if err != nil {
		log.Fatal(err)
	}
	for message, err := range client.AllCapturedMessages(ctx) { // newest first
		if err != nil {
			log.Fatal(err)
		}
		if message.SessionID == session.ID {
			fmt.Println(message.Channel, message.URL == session.URL)
			break
		}
	}
	// Output: sms true
}
