package document

import (
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/kyc"
)

// under lays lines one below another.
func under(texts ...string) []Line {
	var out []Line
	for i, s := range texts {
		out = append(out, Line{Text: s, Confidence: 0.9, X: 300, Y: 40 * float64(i), W: 400, H: 30})
	}
	return out
}

func said(r Reading) map[string]string {
	m := map[string]string{}
	for _, f := range r.Fields {
		m[f.Name] = f.Proposal
	}
	return m
}

func verdictOf(r Reading, id string) kyc.Verdict {
	for _, c := range r.Checks {
		if c.ID == id {
			return c.Verdict
		}
	}
	return ""
}

// The specimen of ICAO 9303 part 4, and one as an Indian passport has it.
const (
	upperICAO  = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
	lowerICAO  = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
	upperIndia = "P<INDSPECIMEN<<ASHA<<<<<<<<<<<<<<<<<<<<<<<<<"
	lowerIndia = "P1234567<1IND9008146F3012316<<<<<<<<<<<<<<04"
)

func TestRead(t *testing.T) {
	for name, tt := range map[string]struct {
		kind   kyc.DocumentType
		lines  []Line
		want   map[string]string
		checks map[string]kyc.Verdict
	}{
		"a PAN card with words": {kyc.PAN, under("INCOME TAX DEPARTMENT", "Permanent Account Number Card", "ABCPS1234F", "Name", "ASHA SPECIMEN", "Father's Name", "RAVI SPECIMEN", "Date of Birth", "14/08/1990"),
			map[string]string{"number": "ABCPS1234F", "name": "ASHA SPECIMEN", "father_name": "RAVI SPECIMEN", "date_of_birth": "1990-08-14"}, nil},
		"a PAN card without words, letters misread": {kyc.PAN, under("INCOME TAX DEPARTMENT", "GOVT. OF INDIA", "ASHA SPECIMEN", "RAVI SPECIMEN", "14/08/1990", "Permanent Account Number", "A8CPS I234F"),
			map[string]string{"number": "ABCPS1234F", "name": "ASHA SPECIMEN", "father_name": "RAVI SPECIMEN", "date_of_birth": "1990-08-14"}, nil},
		"no PAN": {kyc.PAN, under("INCOME TAX DEPARTMENT", "ABCZS1234F"), map[string]string{}, nil},
		"an Aadhaar card": {kyc.Aadhaar, under("Government of India", "Asha Specimen", "DOB: 14/08/1990", "FEMALE", "9999 4105 7058", "VID : 9999 4105 7058 1234"),
			map[string]string{"number": "XXXX XXXX 7058", "name": "ASHA SPECIMEN", "date_of_birth": "1990-08-14", "sex": "F"}, map[string]kyc.Verdict{"number": kyc.Pass}},
		"an Aadhaar card of a year, spaces lost, a wrong digit": {kyc.Aadhaar, under("GovernmentofIndia", "AshaSpecimen", "YearofBirth:1990", "MALE", "999941057059"),
			map[string]string{"number": "XXXX XXXX 7059", "name": "ASHA SPECIMEN", "date_of_birth": "1990", "sex": "M"}, map[string]kyc.Verdict{"number": kyc.Fail}},
		"a passport": {kyc.Passport, under("REPUBLIC OF INDIA", upperIndia, lowerIndia),
			map[string]string{"number": "P1234567", "name": "ASHA SPECIMEN", "nationality": "IND", "date_of_birth": "1990-08-14", "sex": "F", "expires_on": "2030-12-31"}, map[string]kyc.Verdict{"mrz": kyc.Pass}},
		"a passport with lost fillers and look-alikes": {kyc.Passport, under("P<INDSPECIMEN<<ASHA<<<<<", "PI234567<1IND9oo8146F3O12316<<<<<04"),
			map[string]string{"number": "P1234567", "name": "ASHA SPECIMEN", "nationality": "IND", "date_of_birth": "1990-08-14", "sex": "F", "expires_on": "2030-12-31"}, nil},
		"the specimen of ICAO": {kyc.Passport, under(upperICAO, lowerICAO),
			map[string]string{"number": "L898902C3", "name": "ANNA MARIA ERIKSSON", "nationality": "UTO", "date_of_birth": "1974-08-12", "sex": "F", "expires_on": "2012-04-15"}, map[string]kyc.Verdict{"mrz": kyc.Pass}},
		"a passport with a wrong digit": {kyc.Passport, under(upperIndia, strings.Replace(lowerIndia, "1234567", "1234568", 1)),
			map[string]string{"number": "P1234568", "name": "ASHA SPECIMEN", "nationality": "IND", "date_of_birth": "1990-08-14", "sex": "F", "expires_on": "2030-12-31"}, map[string]kyc.Verdict{"mrz": kyc.Review, "number": kyc.Review}},
		"a passport without a zone": {kyc.Passport, under("REPUBLIC OF INDIA"), map[string]string{}, map[string]kyc.Verdict{"mrz": kyc.Unavailable}},
		"a driving licence": {kyc.DrivingLicence, under("MH12 20110012345", "Name: ASHA SPECIMEN", "DOB : 14-08-1990", "Valid Till : 13-08-2040"),
			map[string]string{"number": "MH1220110012345", "name": "ASHA SPECIMEN", "date_of_birth": "1990-08-14", "expires_on": "2040-08-13"}, nil},
		"a voter's card": {kyc.VoterID, under("ELECTION COMMISSION OF INDIA", "ABC1234567", "Elector's Name : ASHA SPECIMEN", "Father's Name : RAVI SPECIMEN"),
			map[string]string{"number": "ABC1234567", "name": "ASHA SPECIMEN"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := Read(tt.kind, tt.lines)
			got := said(r)
			for k, v := range tt.want {
				if got[k] != v {
					t.Errorf("%s is %q, want %q", k, got[k], v)
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("read %v", got)
			}
			for id, v := range tt.checks {
				if verdictOf(r, id) != v {
					t.Errorf("%s: %q, want %q", id, verdictOf(r, id), v)
				}
			}
		})
	}
}

func TestTurnedLinesAreReadFromTopToBottom(t *testing.T) {
	// the card hangs to the right: what is below stands farther left
	lines := []Line{{Text: "Name", X: 600, Y: 200, W: 90, H: 30, Angle: 0.2}, {Text: "SURNAME OF ANOTHER", X: 1200, Y: 250, W: 200, H: 30, Angle: 0.2},
		{Text: "ASHA SPECIMEN", X: 640, Y: 256, W: 300, H: 30, Angle: 0.2}}
	if got := said(Read(kyc.PAN, lines))["name"]; got != "ASHA SPECIMEN" {
		t.Errorf("%q", got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("9999 4105 7058\nAsha\nDOB: 14/08/1990")
	f.Add(upperICAO + "\n" + lowerICAO)
	f.Add("ABCPS1234F\nName\nASHA")
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range kyc.DocumentTypes {
			for _, field := range Read(kind, under(strings.Split(text, "\n")...)).Fields {
				if field.Proposal == "" || kind == kyc.Aadhaar && len(digitsOf(field.Proposal)) == 12 {
					t.Errorf("%s: %+v", kind, field)
				}
				if field.Proposal != kyc.MaskAadhaar(field.Proposal) {
					t.Errorf("%s keeps what may be an Aadhaar number", kind)
				}
			}
		}
	})
}

func FuzzZone(f *testing.F) {
	f.Add(upperICAO, lowerICAO)
	f.Add("P", "")
	f.Fuzz(func(t *testing.T, upper, lower string) {
		z, sound := parseZone(zoneText(upper), zoneText(lower))
		if sound && (z.number == "" || z.birth == "" || z.expires == "") {
			t.Errorf("sound without fields: %+v", z)
		}
	})
}
