package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"

	"github.com/basekyc/basekyc/api"
	basekyc "github.com/basekyc/basekyc/sdk/go"
)

// Two server processes with one PostgreSQL, customers in line at both of them:
// whichever process an officer asks, for whoever is next or for one by name, a customer
// is given to one officer.
func TestTwoServersGiveACustomerToOneOfficer(t *testing.T) {
	t.Parallel()
	dsn := postgres(t)
	nodes := make([]*demo, 2) // both before anybody waits: a start takes everybody out of the line
	for i := range nodes {
		nodes[i] = serve(t, "BASEKYC_DATABASE="+dsn, "BASEKYC_SANDBOX_OFFICER=false")
	}
	var made api.SignedUp
	if _, err := nodes[0].ask(http.MethodPost, "/dashboard/signup", api.SignUp{AccountName: "Asha Finance", Name: "Asha", Email: "asha@finance.example", Password: password}, &made); err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		n.SecretKey = made.SecretKey
	}
	const each = 2 // officers at each server
	var desks []*basekyc.Desk
	var ids []string
	for i := range each * len(nodes) {
		email := fmt.Sprintf("officer%d@finance.example", i)
		nodes[0].hire(t, email)
		d := basekyc.NewDesk(nodes[i%len(nodes)].URL)
		in, err := d.LogIn(t.Context(), email, password)
		if err != nil {
			t.Fatal(err)
		}
		desks, ids = append(desks, d), append(ids, in.Officer.ID)
	}

	const customers = 12
	met := map[string]string{} // session -> officer
	for i := range customers {
		met[nodes[i%len(nodes)].queued(t)] = ""
	}
	var mu sync.Mutex
	take := func(session string, officer int) {
		mu.Lock()
		defer mu.Unlock()
		if first := met[session]; first != "" {
			t.Errorf("%s was given to %s and to %s", session, first, ids[officer])
		}
		met[session] = ids[officer]
	}
	var all sync.WaitGroup
	for i, d := range desks {
		all.Go(func() {
			for {
				c, err := d.Next(t.Context())
				var no *basekyc.DoorError
				if errors.As(err, &no) && no.Code == "nobody_waits" {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				take(c.ID, i)
				if _, err := d.Decide(t.Context(), c.ID, api.Ruling{Decision: "unable_to_verify"}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	for range 3 { // all reach for the same one
		one := nodes[1].queued(t)
		met[one] = ""
		for i, d := range desks {
			all.Go(func() {
				_, err := d.Accept(t.Context(), one)
				var no *basekyc.DoorError
				switch {
				case err == nil:
					take(one, i)
				case !errors.As(err, &no) || no.Status != http.StatusConflict:
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	for session, officer := range met {
		if officer == "" {
			t.Errorf("%s was given to nobody", session)
			continue
		}
		for _, n := range nodes { // whichever one asks
			events := get[api.EventList](t, n, "/v1/sessions/"+session+"/events?limit=100")
			if count(events.Data, api.SessionStarted) != 1 || fact[api.StartedData](t, events.Data, api.SessionStarted).OfficerID != officer {
				t.Errorf("%s, given to %q: %v", session, officer, order(events.Data))
			}
		}
	}
}

// hire takes somebody onto the staff as an agent, at the founder's wish.
func (d *demo) hire(t *testing.T, email string) {
	t.Helper()
	post := func(c *http.Client, path, body string, out any) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("BaseKYC-Mode", "test")
		res, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if res.StatusCode >= 300 {
			t.Fatalf("%s: %d", path, res.StatusCode)
		}
		if out != nil {
			if err := json.NewDecoder(res.Body).Decode(out); err != nil {
				t.Fatal(err)
			}
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	founder := &http.Client{Jar: jar}
	var invited api.StaffInvitationWithLink
	post(founder, "/dashboard/login", `{"email":"asha@finance.example","password":"`+password+`"}`, nil)
	post(founder, "/v1/invitations", `{"email":"`+email+`","roles":["agent"]}`, &invited)
	_, code, _ := strings.Cut(invited.URL, "#")
	post(http.DefaultClient, "/dashboard/invitations/accept", `{"code":"`+code+`","name":"Officer","password":"`+password+`"}`, nil)
}

// queued is a customer with a socket at this server, in line.
func (d *demo) queued(t *testing.T) (session string) {
	t.Helper()
	m := d.invite(t)
	c, _, err := basekyc.OpenLink(t.Context(), m.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Consent(t.Context(), "en"); err != nil {
		t.Fatal(err)
	}
	s, err := c.Socket(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Drop)
	if err := s.Send(t.Context(), basekyc.Signal{Type: "ready"}); err != nil {
		t.Fatal(err)
	}
	for {
		said, err := s.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(said.Session) > 0 && strings.Contains(string(said.Session), `"status":"waiting"`) {
			return m.ID
		}
	}
}
