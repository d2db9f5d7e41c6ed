package kyc_test

import (
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

func TestALookIsOfColoursAndNamesOnly(t *testing.T) {
	for name, c := range map[string]struct {
		look kyc.Look
		want string // the member that is refused
	}{
		"none":               {kyc.Look{}, ""},
		"all":                {kyc.Look{Mode: "auto", Surface: "#ffffff", Text: "#000000", DarkSurface: "#101010", DarkText: "#eeeeee", Danger: "#b3261e", Radius: "12px", Font: `"Source Sans 3", system-ui`}, ""},
		"a mode":             {kyc.Look{Mode: "sepia"}, "branding.look.mode"},
		"a colour by name":   {kyc.Look{Surface: "white"}, "branding.look.surface"},
		"a font that loads":  {kyc.Look{Font: "x; src: url(//elsewhere.example)"}, "branding.look.font"},
		"a corner of 1 km":   {kyc.Look{Radius: "100px"}, "branding.look.radius"},
		"a corner that adds": {kyc.Look{Radius: "calc(1px + 1vw)"}, "branding.look.radius"},
	} {
		got := c.look.Check()
		if c.want == "" && len(got) != 0 || c.want != "" && (len(got) != 1 || got[0].Field != c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
