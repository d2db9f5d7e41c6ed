package evidence

import (
	"strings"

	"github.com/basekyc/basekyc/internal/kyc"
)

// shownDigits of a mobile.
const shownDigits = 4

// maskMobile keeps the country code of an Indian number and the last four
// digits.
func maskMobile(e164 string) string {
	if len(e164) <= shownDigits {
		return strings.Repeat("X", len(e164))
	}
	prefix := ""
	rest := e164
	if r, ok := strings.CutPrefix(e164, "+91"); ok && len(r) > shownDigits {
		prefix, rest = "+91 ", r
	}
	return prefix + strings.Repeat("X", len(rest)-shownDigits) + rest[len(rest)-shownDigits:]
}

// maskAll is for notes and for what was read, maskValid for names and references.
func maskAll(s string) string   { return kyc.MaskNumbers(s) }
func maskValid(s string) string { return kyc.MaskAadhaar(s) }
