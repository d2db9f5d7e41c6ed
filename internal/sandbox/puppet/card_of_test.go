package puppet

import "testing"

func TestCardCarriesTheOrderedName(t *testing.T) {
	for ordered, want := range map[string]Card{
		"Meera  Iyer":                  {Name: "MEERA IYER", Father: "RAVI IYER", Birth: SpecimenCard.Birth, Number: "ABCPI1234F"},
		"approve":                      {Name: "APPROVE", Father: "RAVI APPROVE", Birth: SpecimenCard.Birth, Number: "ABCPA1234F"},
		"":                             SpecimenCard,
		"மீரா":                         SpecimenCard,
		"Meera 2nd":                    SpecimenCard,
		"A very long name of somebody": SpecimenCard,
	} {
		if got := CardOf(ordered); got != want {
			t.Errorf("%q: %+v", ordered, got)
		}
	}
}
