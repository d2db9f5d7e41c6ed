// Package place owns where things are: the country of an address, by a file that the operator provides, and the time zone of
// a position, by borders that are compiled in. It asks nobody.
package place

import (
	"fmt"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"
	timezones "github.com/zsefvlol/timezonemapper"
)

// Zone is the time zone that a position in degrees lies in, an IANA name, or "" where none is known; on the sea that of the
// nearest coast. Borders are good to some hundred metres.
func Zone(latitude, longitude float64) string {
	z := timezones.LatLngToTimezoneString(latitude, longitude)
	if z == "unknown" || z == "unusedtimezone" {
		return ""
	}
	return z
}

// Countries is a file in MaxMind's format (GeoLite2 Country, DB-IP Country Lite, IPinfo Country and others), mapped into
// memory. Safe for concurrent use.
type Countries struct{ reader *maxminddb.Reader }

// OpenCountries opens a file and tries it.
func OpenCountries(path string) (*Countries, error) {
	r, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the GeoIP file: %w", err)
	}
	c := &Countries{r}
	if err := r.Lookup(netip.IPv6Unspecified()).Err(); err != nil {
		return nil, fmt.Errorf("read the GeoIP file: %w", err)
	}
	return c, nil
}

// paths are where files of several makers keep the code of a country.
var paths = [][]any{{"country", "iso_code"}, {"registered_country", "iso_code"}, {"country_code"}, {"country"}}

// Of gives the country of an address, ISO 3166, or "" when the file does not know it: private, reserved, or no address at all.
func (c *Countries) Of(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	found := c.reader.Lookup(a.Unmap().WithZone(""))
	for _, path := range paths {
		var code string
		if found.DecodePath(&code, path...) == nil && len(code) == 2 {
			return code
		}
	}
	return ""
}

// Close gives the file back.
func (c *Countries) Close() error { return c.reader.Close() }
