// Package lawtest owns the laws that no single package can keep: which package
// may know which. It holds tests only.
package lawtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/basekyc/basekyc/"

// law says what a group of packages may import of ours; every other arrow is
// forbidden for the reason given. A pattern ends in /... as with the go command.
type law struct {
	of  []string
	may []string
	why string
}

// features are the verbs of the platform: what can be done with a session.
var features = []string{"internal/account", "internal/session", "internal/check", "internal/desk",
	"internal/evidence", "internal/composite", "internal/message", "internal/signon", "internal/upload", "internal/webhook"}

// laws cover every package exactly once. A new package gets a line here: where
// it stands is a decision, not an accident.
var laws = []law{
	// Floor 1: the language, the contract, the instruments.
	{of: []string{"internal/kyc"},
		why: "the language of verification knows nothing of the world around it; whoever reads it alone must understand how a session lives"},
	{of: []string{"api"},
		why: "the contract is shared by server and clients; a client must not drag the server in"},
	{of: []string{"internal/media/webm", "internal/media/datagram", "internal/media/congestion", "internal/relay", "internal/certificate", "internal/token", "internal/blob", "internal/bus", "internal/seal", "internal/sheet", "internal/place", "internal/vision"},
		why: "an instrument measures, moves or keeps bytes and knows nothing of verification, so it can be tested, fuzzed and replaced alone"},
	{of: []string{"internal/media"}, may: []string{"internal/media/webm", "internal/media/datagram", "internal/media/congestion"},
		why: "an instrument carries calls and knows nothing of verification"},
	{of: []string{"internal/vision/onnx"}, may: []string{"internal/vision"},
		why: "the one native adapter serves vision and nothing else"},
	{of: []string{"web", "docs"}, why: "built pages and guides, embedded: bytes import nothing"},

	// Floor 2: features, the store, the privacy gate, the Go client.
	{of: []string{"internal/account", "internal/desk", "internal/evidence", "internal/composite", "internal/message", "internal/signon", "internal/upload"}, may: []string{"internal/kyc"},
		why: "features never import each other: each declares the few methods that it needs and cmd passes the neighbour in"},
	{of: []string{"internal/session"}, may: []string{"internal/kyc"},
		why: "features never import each other, and sessions do not know how their tokens are carried"},
	{of: []string{"internal/document"}, may: []string{"internal/kyc"},
		why: "what words on a document mean is decided without knowing who read them, so that it can be fuzzed; it speaks the language and nothing else"},
	{of: []string{"internal/check"}, may: []string{"internal/kyc", "internal/vision", "internal/document"},
		why: "a check turns what vision measured into a verdict; who stores, shows or transports it is no matter of its"},
	{of: []string{"internal/webhook"}, may: []string{"internal/kyc", "api"},
		why: "deliveries know the event and its signature; the body is made by wire and passed in"},
	{of: []string{"internal/store"}, may: []string{"internal/kyc"},
		why: "the store keeps the language and nothing else; rules in the store would be rules twice"},
	{of: []string{"internal/wire"}, may: []string{"internal/kyc", "api"},
		why: "the privacy gate turns kyc values into api values; more imports are more ways around it"},
	{of: []string{"sdk/go"}, may: []string{"api"},
		why: "a customer of ours compiles it; nothing internal may be needed for that"},

	// Floor 3: the doors.
	{of: []string{"internal/rest"}, may: []string{"api", "internal/kyc", "internal/wire", "internal/token", "internal/seal", "internal/sheet"},
		why: "a door decodes, lets in and calls one method of one feature, which it knows by its own interface"},
	{of: []string{"internal/signalling"}, may: []string{"internal/kyc", "internal/token", "internal/media"},
		why: "a door; features and views are passed in"},
	{of: []string{"internal/site"}, why: "a door that serves a file tree which is passed in"},
	{of: []string{"internal/sandbox"}, may: []string{"api", "sdk/go", "internal/sandbox/puppet"},
		why: "simulated parties come through the public door like anybody else; a short cut would test what no customer uses"},
	{of: []string{"internal/sandbox/puppet"},
		why: "the puppet draws faces and must not know the networks that judge them"},

	// Floor 4 and what stands beside the house: programs and what tests share.
	{of: []string{"cmd/...", "api/errorspage", "bench/...", "e2e/..."}, may: []string{"..."},
		why: "programs, and what drives the whole program, draw the wires"},
	{of: []string{"internal/store/bench", "internal/webhook/bench", "internal/media/mediatest/load"},
		may: []string{"internal/kyc", "internal/store", "internal/webhook", "internal/wire", "internal/media", "internal/media/mediatest", "internal/blob", "internal/kyctest/cluster"},
		why: "measuring programs wire what they measure"},
	{of: []string{"internal/desk/bench"}, may: []string{"internal/kyc", "internal/store", "internal/session", "internal/desk", "internal/kyctest/cluster"},
		why: "it wires what it measures"},
	{of: []string{"internal/kyctest"}, may: []string{"internal/kyc", "internal/store", "internal/kyctest/cluster"},
		why: "what tests share opens stores and speaks the language"},
	{of: []string{"internal/kyctest/provider", "internal/kyctest/cluster", "internal/kyctest/npm", "internal/media/mediatest", "internal/lawtest"},
		why: "it stands alone"},
}

// known are arrows that the laws above forbid and that stay, each with the
// reason. An entry that is no longer needed fails, so the list only shrinks.
var known = map[string]string{
	"internal/session -> internal/token": "token.Customer, token.Grant and token.Link are plain values; a copy of the three in session would be a second truth about what a link is",
	"internal/wire -> internal/token":    "the reply to a new session carries token.Link, which is plain values",
	"internal/rest -> internal/webhook":  "webhook.EndpointOrder is the argument of the feature that the door calls",
}

// onlyIn keeps libraries behind one door, so that replacing one is one folder's work.
var onlyIn = []struct {
	library string
	in      []string
	why     string
}{
	{"github.com/yalue/onnxruntime_go", []string{"internal/vision/onnx"}, "native code is behind one adapter"},
	{"github.com/nats-io/", []string{"internal/bus"}, "nothing durable may come to live in the bus"},
	{"database/sql", []string{"internal/store", "internal/kyctest/cluster"}, "SQL is written once"},
	{"github.com/jackc/pgx/", []string{"internal/store", "internal/kyctest/cluster"}, "differences between databases sit in one file"},
	{"modernc.org/sqlite", []string{"internal/store"}, "differences between databases sit in one file"},
	{"github.com/danielgtaylor/huma/", []string{"internal/rest"}, "the HTTP framework is a matter of one door"},
	{"github.com/golang-jwt/", []string{"internal/token"}, "signed tokens are made and judged in one place"},
	{"github.com/pquerna/otp", []string{"internal/account"}, "codes of authenticators are judged in one place"},
	{"github.com/go-webauthn/", []string{"internal/account"}, "passkeys are judged in one place"},
	{"github.com/coreos/go-oidc/", []string{"internal/signon"}, "one door of sign-on"},
	{"github.com/zitadel/oidc/", []string{"internal/kyctest/provider"}, "the provider of tests is no part of the program"},
	{"filippo.io/age", []string{"internal/blob"}, "encryption at rest is settled in one place"},
	{"github.com/pion/", []string{"internal/media", "internal/relay", "internal/media/mediatest", "internal/sandbox"}, "one SFU, the relay in front of it, and peers that call it"},
	{"github.com/wneessen/go-mail", []string{"internal/message"}, "mail leaves by one door"},
	{"codeberg.org/go-pdf/", []string{"internal/evidence"}, "one report"},
	{"github.com/yuin/goldmark", []string{"internal/site"}, "the guides are rendered in one place"},
}

var untouched = []string{"os", "net", "net/http", "io", "log", "log/slog", "context", "database/sql", "math/rand", "math/rand/v2", "crypto/rand", "sync"}

// pure packages touch neither disk, network, clock of the machine nor log.
var pure = map[string][]string{
	"internal/kyc":      untouched,
	"internal/document": untouched,
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module) }

// ours lists what a package imports of this module.
func (p pkg) ours() []string {
	var out []string
	for _, i := range p.Imports {
		if n, ok := strings.CutPrefix(i, module); ok {
			out = append(out, n)
		}
	}
	return out
}

func packages(t *testing.T) []pkg {
	t.Helper()
	c := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	c.Dir = path.Join("..", "..")
	out, err := c.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 20 {
		t.Fatalf("go list found %d packages only", len(list))
	}
	return list
}

func match(pattern, name string) bool {
	if pattern == "..." {
		return true
	}
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return name == root || strings.HasPrefix(name, root+"/")
	}
	return pattern == name
}

func fits(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, name) })
}

// judge names every arrow that breaks a law. used collects the known ones that were met.
func judge(list []pkg, used map[string]bool) []string {
	var broken []string
	for _, p := range list {
		at := slices.IndexFunc(laws, func(l law) bool { return fits(l.of, p.name()) })
		if at < 0 {
			broken = append(broken, p.name()+" has no law: say in internal/lawtest on which floor it stands and what it may import")
			continue
		}
		for _, to := range p.ours() {
			arrow := p.name() + " -> " + to
			switch {
			case match("cmd/...", to):
				broken = append(broken, arrow+": nothing imports cmd: it draws the wires and is the end of every arrow")
			case fits(laws[at].may, to):
			case known[arrow] != "":
				used[arrow] = true
			case fits(features, p.name()) && fits(features, to):
				broken = append(broken, arrow+": features never import each other: declare the methods that you need and let cmd pass the neighbour in")
			default:
				broken = append(broken, arrow+": "+laws[at].why)
			}
		}
	}
	return broken
}

func TestArrowsPointDown(t *testing.T) {
	used := map[string]bool{}
	for _, b := range judge(packages(t), used) {
		t.Error(b)
	}
	for arrow := range known {
		if !used[arrow] {
			t.Errorf("%s is gone: take it out of the known arrows", arrow)
		}
	}
}

func TestLibrariesStayBehindTheirDoor(t *testing.T) {
	for _, p := range packages(t) {
		for _, l := range onlyIn {
			for _, i := range p.Imports {
				here := i == strings.TrimSuffix(l.library, "/") || strings.HasPrefix(i, strings.TrimSuffix(l.library, "/")+"/")
				if here && !slices.Contains(l.in, p.name()) {
					t.Errorf("%s imports %s, which belongs to %s: %s", p.name(), i, strings.Join(l.in, " and "), l.why)
				}
			}
		}
		for _, i := range pure[p.name()] {
			if slices.Contains(p.Imports, i) {
				t.Errorf("%s imports %s: it has no I/O, no clock, no randomness and no waiting of its own", p.name(), i)
			}
		}
	}
}

// Every floor has an arrow that would break it: the judge must see each.
func TestTheJudgeSeesBrokenLaws(t *testing.T) {
	for arrow, reason := range map[string]string{
		"internal/session -> internal/desk":    "features never import each other",
		"internal/evidence -> internal/check":  "features never import each other",
		"internal/kyc -> internal/token":       "knows nothing of the world",
		"internal/document -> internal/vision": "speaks the language",
		"internal/vision -> internal/kyc":      "knows nothing of verification",
		"internal/media -> internal/kyc":       "knows nothing of verification",
		"internal/sandbox -> internal/rest":    "public door",
		"internal/store -> api":                "keeps the language",
		"sdk/go -> internal/kyc":               "nothing internal",
		"api -> internal/kyc":                  "the contract",
		"internal/rest -> internal/store":      "one method of one feature",
		"internal/wire -> cmd/basekyc":         "nothing imports cmd",
		"cmd/states -> cmd/basekyc":            "nothing imports cmd",
		"internal/rest -> internal/kyctest":    "one method of one feature",
		"internal/helpers -> internal/kyc":     "has no law",
	} {
		from, to, _ := strings.Cut(arrow, " -> ")
		broken := judge([]pkg{{ImportPath: module + from, Imports: []string{module + to}}}, map[string]bool{})
		if len(broken) != 1 || !strings.Contains(broken[0], reason) {
			t.Errorf("%s: %v", arrow, broken)
		}
	}
}
