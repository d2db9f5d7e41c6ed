package blob

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
	"sync"

	"filippo.io/age"
)

// A journal is what grows: a recording under way. It is encrypted piece by piece, so that a process that is killed leaves a
// file that can be read up to its last whole piece, which an age stream in chunks of 64 KiB cannot promise.
//
//	head    8 bytes journalMark, 4 bytes length, the journal's own key, encrypted with age to the store's recipient
//	piece   4 bytes length of the plain bytes, 8 bytes number, AES-256-GCM over them; the 12 bytes are authenticated too
//
// Numbers are the nonces: each is used once in the life of a key, also for a piece that the disk did not take. They rise through
// the file, so pieces cannot change places or be repeated. A missing one is missing time, which the recording shows as a gap; a
// missing end is what a killed process looks like.
const (
	journalMark = "bkjrnl\x00\x01"
	pieceHead   = 4 + 8
	// maxHead bounds the encrypted key, maxPiece one piece, in bytes, so that damage does not ask for the moon.
	maxHead  = 4 << 10
	maxPiece = 64 << 20
)

// Journal encrypts the pieces of one file. Not safe for concurrent use.
type Journal struct {
	head   []byte
	aead   cipher.AEAD
	number uint64
}

// NewJournal draws the key of a new file.
func (s *Store) NewJournal() (*Journal, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	var wrapped bytes.Buffer
	w, err := age.Encrypt(&wrapped, s.recipient)
	if err == nil {
		_, err = w.Write(key)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("new journal: %w", err)
	}
	j := &Journal{head: binary.BigEndian.AppendUint32([]byte(journalMark), uint32(wrapped.Len()))}
	j.head = append(j.head, wrapped.Bytes()...)
	j.aead, err = journalCipher(key)
	return j, err
}

func journalCipher(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// Head is what the file begins with.
func (j *Journal) Head() []byte { return j.head }

// Seal appends one piece, encrypted, to dst. Whether it reaches the file is the caller's business; part of one ends the file.
func (j *Journal) Seal(dst, piece []byte) []byte {
	at := len(dst)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(piece)))
	dst = binary.BigEndian.AppendUint64(dst, j.number)
	nonce := journalNonce(j.number)
	j.number++
	return j.aead.Seal(dst, nonce[:], piece, dst[at:at+pieceHead])
}

func journalNonce(number uint64) (n [12]byte) {
	binary.BigEndian.PutUint64(n[4:], number)
	return n
}

// JournalReader reads the plain bytes of a journal, as far as it is whole. It is safe for concurrent use.
type JournalReader struct {
	r      io.ReaderAt
	aead   cipher.AEAD
	pieces []piece
	size   int64
	torn   bool

	mu     sync.Mutex
	opened int // the piece that is in plain, or -1
	plain  []byte
	sealed []byte
}

type piece struct {
	at    int64 // of its plain bytes among all
	file  int64 // of its head in the file
	bytes int
}

// OpenJournal reads a journal of so many bytes. One that ends in its head holds nothing.
func (s *Store) OpenJournal(r io.ReaderAt, size int64) (*JournalReader, error) {
	j := &JournalReader{r: r, opened: -1}
	head := make([]byte, len(journalMark)+4)
	if size < int64(len(head)) {
		j.torn = true
		return j, nil
	}
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	n := int64(binary.BigEndian.Uint32(head[len(journalMark):]))
	if string(head[:len(journalMark)]) != journalMark || n > maxHead {
		return nil, errors.New("open journal: it is none")
	}
	at := int64(len(head)) + n
	if size < at {
		j.torn = true
		return j, nil
	}
	wrapped, err := age.Decrypt(io.NewSectionReader(r, int64(len(head)), n), s.identities...)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	key, err := io.ReadAll(io.LimitReader(wrapped, 33))
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if j.aead, err = journalCipher(key); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := j.index(at, size); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	return j, nil
}

// index finds the pieces. What a disk left of the last ones when its power went is not whole, whatever their heads say.
func (j *JournalReader) index(at, size int64) error {
	var head [pieceHead]byte
	next := uint64(0)
	for at < size {
		if size-at < pieceHead {
			j.torn = true
			break
		}
		if _, err := j.r.ReadAt(head[:], at); err != nil {
			return err
		}
		n, number := int64(binary.BigEndian.Uint32(head[:])), binary.BigEndian.Uint64(head[4:])
		whole := pieceHead + n + int64(j.aead.Overhead())
		if n > maxPiece || number < next || at+whole > size {
			j.torn = true
			break
		}
		j.pieces = append(j.pieces, piece{at: j.size, file: at, bytes: int(n)})
		j.size += n
		next = number + 1
		at += whole
	}
	for n := len(j.pieces); n > 0; n = len(j.pieces) {
		err := j.open(n - 1)
		if err == nil {
			return nil
		}
		if !errors.Is(err, errDamaged) {
			return err
		}
		j.torn, j.size, j.pieces = true, j.pieces[n-1].at, j.pieces[:n-1]
	}
	return nil
}

var errDamaged = errors.New("a piece is damaged")

// open decrypts a piece into plain.
func (j *JournalReader) open(i int) error {
	if j.opened == i {
		return nil
	}
	p := j.pieces[i]
	n := pieceHead + p.bytes + j.aead.Overhead()
	if cap(j.sealed) < n {
		j.sealed = make([]byte, n+n/4)
	}
	b := j.sealed[:n]
	if _, err := j.r.ReadAt(b, p.file); err != nil {
		return err
	}
	j.opened = -1
	nonce := journalNonce(binary.BigEndian.Uint64(b[4:]))
	plain, err := j.aead.Open(j.plain[:0], nonce[:], b[pieceHead:], b[:pieceHead])
	if err != nil {
		return errDamaged
	}
	j.plain, j.opened = plain, i
	return nil
}

// Size is the number of plain bytes.
func (j *JournalReader) Size() int64 { return j.size }

// Torn says that the file ends in the middle of something.
func (j *JournalReader) Torn() bool { return j.torn }

// ReadAt implements io.ReaderAt. Every byte it returns has been authenticated.
func (j *JournalReader) ReadAt(b []byte, at int64) (n int, err error) {
	if at < 0 {
		return 0, errors.New("read journal: negative offset")
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	i := sort.Search(len(j.pieces), func(i int) bool { return j.pieces[i].at+int64(j.pieces[i].bytes) > at })
	for ; n < len(b) && i < len(j.pieces); i++ {
		if err := j.open(i); err != nil {
			return n, fmt.Errorf("read journal: %w", err)
		}
		n += copy(b[n:], j.plain[at+int64(n)-j.pieces[i].at:])
	}
	if n < len(b) {
		err = io.EOF
	}
	return n, err
}
