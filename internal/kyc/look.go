package kyc

import "regexp"

// Look is what else of the customer's page an account may choose, member by member; "" is ours. Pages correct
// colours that could not be read on each other, so any will do here.
type Look struct {
	Mode        string `json:"mode,omitempty"`    // light, dark; auto follows the device
	Surface     string `json:"surface,omitempty"` // what words stand on, in light mode, and the words
	Text        string `json:"text,omitempty"`
	DarkSurface string `json:"dark_surface,omitempty"` // the same in dark mode
	DarkText    string `json:"dark_text,omitempty"`
	Danger      string `json:"danger,omitempty"` // what went wrong
	Radius      string `json:"radius,omitempty"` // of a button's corner
	Font        string `json:"font,omitempty"`   // names of families that a phone has, or the page around ours has loaded
}

var (
	radiusForm = regexp.MustCompile(`^([0-9]|[12][0-9])px$`)
	fontForm   = regexp.MustCompile(`^[A-Za-z0-9 ,"'-]{1,200}$`) // nothing that ends a declaration or loads a file
)

// Check names what is not a look.
func (l Look) Check() []Field {
	var fields []Field
	if l.Mode != "" && l.Mode != "light" && l.Mode != "dark" && l.Mode != "auto" {
		fields = append(fields, Field{"branding.look.mode", "must be light, dark, auto or empty"})
	}
	for _, c := range []struct{ name, color string }{{"surface", l.Surface}, {"text", l.Text}, {"dark_surface", l.DarkSurface}, {"dark_text", l.DarkText}, {"danger", l.Danger}} {
		if c.color != "" && !colorForm.MatchString(c.color) {
			fields = append(fields, Field{"branding.look." + c.name, "must be like #0a7d55, or empty"})
		}
	}
	if l.Radius != "" && !radiusForm.MatchString(l.Radius) {
		fields = append(fields, Field{"branding.look.radius", "must be 0px to 29px, or empty"})
	}
	if l.Font != "" && !fontForm.MatchString(l.Font) {
		fields = append(fields, Field{"branding.look.font", "must be names of font families, or empty"})
	}
	return fields
}
