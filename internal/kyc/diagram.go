package kyc

import (
	"fmt"
	"strings"
)

// Diagram draws the transition table as the page docs/session-states.md.
func Diagram() string {
	var b strings.Builder
	b.WriteString("# How a session lives\n\n<!-- Generated from the transition table in internal/kyc/status.go by `make generate`. -->\n\n")
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, t := range Transitions {
		from := string(t.From)
		if from == "" {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s\n", from, t.To)
	}
	for _, s := range Statuses {
		if s.Final() {
			fmt.Fprintf(&b, "    %s --> [*]\n", s)
		}
	}
	b.WriteString("```\n\nEvery arrow is one transaction that writes the new state, its event and the deliveries of that event.\n\n")
	b.WriteString("| from | to | event | when |\n|---|---|---|---|\n")
	for _, t := range Transitions {
		from := string(t.From)
		if from == "" {
			from = "(new)"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | %s |\n", from, t.To, t.Event, t.When)
	}
	b.WriteString("\nIn test mode the magic value `audit_recapture` plays an auditor who sends the session back.\n")
	return b.String()
}
