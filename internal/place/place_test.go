package place_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"github.com/basekyc/basekyc/internal/place"
)

func TestZoneOfAPosition(t *testing.T) {
	for name, tt := range map[string]struct {
		latitude, longitude float64
		want                string
	}{
		"Mumbai, at the sea":    {18.893, 72.81, "Asia/Kolkata"},
		"Kanyakumari":           {8.08, 77.55, "Asia/Kolkata"},
		"Attari, at the border": {31.6, 74.6, "Asia/Kolkata"},
		"Lahore, 25 km from it": {31.55, 74.34, "Asia/Karachi"},
		"Raxaul":                {26.98, 84.85, "Asia/Kolkata"},
		"Birgunj, 5 km from it": {27.01, 84.88, "Asia/Kathmandu"},
		"Agartala":              {23.83, 91.28, "Asia/Kolkata"},
		"Leh":                   {34.16, 77.58, "Asia/Kolkata"},
		"Port Blair":            {11.62, 92.73, "Asia/Kolkata"},
		"Colombo":               {6.93, 79.86, "Asia/Colombo"},
		"London":                {51.5, -0.1, "Europe/London"},
		"the end of the world":  {-90, 180, "Antarctica/McMurdo"},
	} {
		if got := place.Zone(tt.latitude, tt.longitude); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// file is one like those that are sold: the code of a country in several places.
func file(t *testing.T) string {
	t.Helper()
	w, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: "Test-Country", IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	code := func(c string) mmdbtype.Map { return mmdbtype.Map{"iso_code": mmdbtype.String(c)} }
	for network, value := range map[string]mmdbtype.Map{
		"203.0.113.0/24":  {"country": code("IN")},
		"198.51.100.0/24": {"registered_country": code("GB")},
		"2001:db8::/32":   {"country_code": mmdbtype.String("IN")},
		"192.0.2.0/25":    {"country": mmdbtype.String("AE")},
		"192.0.2.128/25":  {"country": mmdbtype.String("United Arab Emirates")},
	} {
		_, n, err := net.ParseCIDR(network)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Insert(n, value); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "country.mmdb")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := w.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCountryOfAnAddress(t *testing.T) {
	c, err := place.OpenCountries(file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for address, want := range map[string]string{
		"203.0.113.7": "IN", "::ffff:203.0.113.7": "IN", "198.51.100.1": "GB", "2001:db8::1": "IN", "2001:db8::1%eth0": "IN", "192.0.2.1": "AE",
		"192.0.2.200": "", "127.0.0.1": "", "10.0.0.1": "", "::1": "", "": "", "nonsense": "",
	} {
		if got := c.Of(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
	broken := filepath.Join(t.TempDir(), "broken.mmdb")
	if err := os.WriteFile(broken, []byte("not a file of countries"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{broken, broken + ".missing"} {
		if _, err := place.OpenCountries(path); err == nil {
			t.Errorf("%s: opened", path)
		}
	}
}
