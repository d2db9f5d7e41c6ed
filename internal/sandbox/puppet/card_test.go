package puppet

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func TestStillIsAPhotograph(t *testing.T) {
	first, err := SpecimenCard.Still()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := jpeg.Decode(bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != (image.Point{StillWidth, StillHeight}) {
		t.Errorf("still is %v", size)
	}
	again, err := SpecimenCard.Still()
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same card gave another still (error %v)", err)
	}
	t.Logf("%d bytes", len(first))
}

func TestCardShowsWhatItSays(t *testing.T) {
	plain, err := SpecimenCard.Image()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Card){
		"name":   func(c *Card) { c.Name = "MEERA SPECIMEN" },
		"father": func(c *Card) { c.Father = "ARUN SPECIMEN" },
		"birth":  func(c *Card) { c.Birth = "01/01/1980" },
		"number": func(c *Card) { c.Number = "ABCPE9999F" },
	} {
		card := SpecimenCard
		change(&card)
		other, err := card.Image()
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(plain.Pix, other.Pix) {
			t.Errorf("another %s looks the same", name)
		}
	}
}
