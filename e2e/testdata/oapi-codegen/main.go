// A backend that has nothing of ours but the OpenAPI document: its client is
// what oapi-codegen makes. It brings a session from its creation to the result,
// and prints what the test compares.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/google/uuid"

	"generated/client"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	c, err := client.NewClientWithResponses(os.Getenv("BASEKYC_URL"), client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+os.Getenv("BASEKYC_SECRET_KEY"))
		return nil
	}))
	if err != nil {
		return err
	}
	key := uuid.NewString()
	order := client.NewSession{
		Customer:         client.NewCustomer{Name: "Asha Rao", Mobile: "9800000002", Email: "asha@example.in"},
		VerificationType: client.NewSessionVerificationTypeFullKyc,
		Metadata:         &map[string]string{"branch": "Pune"},
	}
	made, err := c.CreateSessionWithResponse(ctx, &client.CreateSessionParams{IdempotencyKey: &key}, order)
	if err != nil {
		return err
	}
	if made.JSON201 == nil {
		return fmt.Errorf("create: %s: %s", made.Status(), made.Body)
	}
	id := made.JSON201.Id
	early, err := c.GetResultWithResponse(ctx, id, nil)
	if err != nil {
		return err
	}
	if early.ApplicationproblemJSON409 == nil {
		return fmt.Errorf("result before the call: %s: %s", early.Status(), early.Body)
	}
	played, err := c.SimulateActionWithResponse(ctx, id, nil, client.PlayedAction{Action: client.PlayedActionActionApprove})
	if err != nil {
		return err
	}
	if played.JSON200 == nil {
		return fmt.Errorf("simulate: %s: %s", played.Status(), played.Body)
	}
	say := json.NewEncoder(os.Stdout)
	if err := say.Encode(map[string]any{"id": id, "early": early.ApplicationproblemJSON409.Code, "status": played.JSON200.Status}); err != nil {
		return err
	}
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil { // the webhook of the end has come
		return err
	}
	result, err := c.GetResultWithResponse(ctx, id, nil)
	if err != nil {
		return err
	}
	if result.JSON200 == nil || result.JSON200.Outcome == nil {
		return fmt.Errorf("result: %s: %s", result.Status(), result.Body)
	}
	return say.Encode(map[string]any{"outcome": *result.JSON200.Outcome, "simulated": result.JSON200.FaceMatch.Simulated})
}
