package blob_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/basekyc/basekyc/internal/blob"
)

// journal writes pieces and says where each ends in the file and in the plain bytes.
func journal(t *testing.T, s *blob.Store, pieces ...[]byte) (file, plain []byte, ends [][2]int) {
	t.Helper()
	j, err := s.NewJournal()
	if err != nil {
		t.Fatal(err)
	}
	file = append(file, j.Head()...)
	ends = append(ends, [2]int{len(file), 0})
	for _, p := range pieces {
		file, plain = j.Seal(file, p), append(plain, p...)
		ends = append(ends, [2]int{len(file), len(plain)})
	}
	return file, plain, ends
}

func opened(s *blob.Store, file []byte) ([]byte, *blob.JournalReader, error) {
	r, err := s.OpenJournal(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, err
	}
	b, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	return b, r, err
}

func TestAJournalIsReadUpToItsLastWholePiece(t *testing.T) {
	s := openAt(t, config(t.TempDir()))
	all := noise(200_000)
	file, plain, ends := journal(t, s, all[:1], all[1:1000], nil, all[1000:150_000], all[150_000:])
	if bytes.Contains(file, all[2000:2032]) {
		t.Error("it is plain")
	}
	got, r, err := opened(s, file)
	if err != nil || !bytes.Equal(got, plain) || r.Torn() {
		t.Fatalf("%v: %d of %d bytes, torn %v", err, len(got), len(plain), r.Torn())
	}
	if err := iotest.TestReader(io.NewSectionReader(r, 0, r.Size()), plain); err != nil {
		t.Error(err)
	}
	for cut := 0; cut <= len(file); cut += 1 + cut/7 { // killed anywhere
		whole, boundary := 0, false
		for _, e := range ends {
			if e[0] <= cut {
				whole, boundary = e[1], e[0] == cut
			}
		}
		got, r, err := opened(s, file[:cut])
		if err != nil || !bytes.Equal(got, plain[:whole]) || r.Torn() == boundary {
			t.Fatalf("cut at %d: %v, %d bytes of %d, torn %v", cut, err, len(got), whole, r.Torn())
		}
	}
	lost := append(bytes.Clone(file[:ends[3][0]+100]), make([]byte, len(file)-ends[3][0]-100)...) // the disk never wrote the rest
	if got, r, err := opened(s, lost); err != nil || !bytes.Equal(got, plain[:ends[3][1]]) || !r.Torn() {
		t.Errorf("%v: %d bytes, torn %v", err, len(got), r.Torn())
	}
}

func TestAJournalIsItsStoresAndUnchanged(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, config(filepath.Join(dir, "a")))
	all := noise(5000)
	file, _, ends := journal(t, s, all[:1000], all[1000:2000], all[2000:])
	if _, _, err := opened(openAt(t, config(filepath.Join(dir, "b"))), file); err == nil {
		t.Error("another store reads it")
	}
	changed := bytes.Clone(file)
	changed[ends[0][0]+500] ^= 1
	if _, _, err := opened(s, changed); err == nil {
		t.Error("a changed piece is read")
	}
	without := append(bytes.Clone(file[:ends[1][0]]), file[ends[2][0]:]...) // numbers still rise: whoever deletes a piece deletes time, which the recording shows as a gap
	if got, _, err := opened(s, without); err != nil || len(got) != 4000 {
		t.Errorf("%v, %d bytes", err, len(got))
	}
	twice := append(bytes.Clone(file[:ends[2][0]]), file[ends[0][0]:]...)
	if got, r, err := opened(s, twice); err != nil || len(got) != 2000 || !r.Torn() {
		t.Errorf("%v, %d bytes: pieces are read again", err, len(got))
	}
	if _, err := s.OpenJournal(bytes.NewReader(all), int64(len(all))); err == nil {
		t.Error("noise is a journal")
	}
	if _, err := s.OpenJournal(iotestReader{}, 5000); !errors.Is(err, errDisk) {
		t.Errorf("a disk that does not read: %v", err)
	}
}

var errDisk = errors.New("no disk")

type iotestReader struct{}

func (iotestReader) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func BenchmarkJournal(b *testing.B) {
	s := openAt(b, config(b.TempDir()))
	j, err := s.NewJournal()
	if err != nil {
		b.Fatal(err)
	}
	piece, dst := noise(70_000), []byte(nil) // half a second of both parties at 542 kbit/s
	b.SetBytes(int64(len(piece)))
	b.ReportAllocs()
	for b.Loop() {
		dst = j.Seal(dst[:0], piece)
	}
}
