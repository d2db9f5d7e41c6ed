package rest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
)

// VersionHeader asks for a dated version of the contract, and says in every
// reply which one it follows.
const VersionHeader = "Api-Version"

// versions that are answered, oldest first. There is one. A second one is added
// here, at the end, and whatever it changes looks at call.version: a member that
// was renamed is named by it in wire, a rule that became stricter asks it first.
var versions = []string{api.Version}

// version that a request is answered by. Who asks for none gets the oldest: a
// program that was written without the header goes on working.
func version(r *http.Request) (string, error) {
	asked := r.Header.Values(VersionHeader)
	switch {
	case len(asked) == 0:
		return versions[0], nil
	case len(asked) > 1 || !slices.Contains(versions, asked[0]):
		return "", &kyc.Error{Kind: kyc.Invalid, Code: "api_version_unknown", Message: "Api-Version is not one that this server answers.",
			Hint: "It answers " + strings.Join(versions, ", ") + "."}
	}
	return asked[0], nil
}
