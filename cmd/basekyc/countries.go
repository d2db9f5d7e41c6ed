package main

import "github.com/basekyc/basekyc/internal/place"

// countries opens the operator's GeoIP file; nil when there is none. A file that is changed is read at the next start.
func (s *Server) countries(path string) (of func(address string) string, err error) {
	if path == "" {
		return nil, nil
	}
	if s.geoip, err = place.OpenCountries(path); err != nil {
		return nil, err
	}
	return s.geoip.Of, nil
}
