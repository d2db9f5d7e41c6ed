package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/basekyc/basekyc/internal/kyc"
)

// A tag stands for one pair of a session's metadata, or for one of its marks.
// Metadata is given with the order and never changes, so its tags are written once.
var tagTable = &table{name: "session_tags", key: 4, columns: []column{
	{"account", text}, {"live", integer}, {"tag", octets}, {"session", text}}}

// tagBytes are enough that two pairs of one account never share a tag.
const tagBytes = 16

func tagOf(name, value string) []byte {
	h := sha256.New()
	_ = binary.Write(h, binary.BigEndian, uint32(len(name))) // a hash takes everything
	_, _ = h.Write([]byte(name + value))
	return h.Sum(nil)[:tagBytes]
}

// markTag is no pair's tag: no name of metadata has a NUL.
func markTag(m kyc.Mark) []byte { return tagOf("\x00"+string(m.Kind), m.Value) }

func markRow(ref kyc.Ref, m kyc.Mark) []any {
	return []any{ref.Account, mode(ref.Live), markTag(m), ref.Session}
}

// remark writes the difference between the marks that a session had and those that
// it has. It returns the rows of new ones; those that it lost, which is rare, go here.
func (b *batch) remark(d *draft) (rows [][]any, err error) {
	marks := d.session.Marks()
	for _, m := range marks {
		if !slices.Contains(d.marks, m) {
			rows = append(rows, markRow(d.row.ref, m))
		}
	}
	for _, m := range d.marks {
		if slices.Contains(marks, m) {
			continue
		}
		if _, err := b.exec("take a mark away", "DELETE FROM session_tags WHERE "+tagTable.matches(4), markRow(d.row.ref, m)...); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func tagRows(s *kyc.Session) [][]any {
	var rows [][]any
	for name, value := range s.Metadata {
		rows = append(rows, []any{s.Account, mode(s.Live), tagOf(name, value), s.ID})
	}
	return rows
}

// tagged joins sessions to the tags m of the first pair, and asks for all the
// others. CROSS JOIN keeps SQLite to walking m, in the order of the ids.
func tagged(pairs map[string]string, args *[]any) string {
	where := " AND m.account = s.account AND m.live = s.live AND m.session = s.id AND m.account = $1 AND m.live = $2"
	for i, name := range slices.Sorted(maps.Keys(pairs)) {
		*args = append(*args, tagOf(name, pairs[name]))
		if i == 0 {
			where += fmt.Sprintf(" AND m.tag = $%d", len(*args))
			continue
		}
		where += fmt.Sprintf(" AND EXISTS (SELECT 1 FROM session_tags AS o WHERE o.account = m.account AND o.live = m.live AND o.tag = $%d AND o.session = m.session)", len(*args))
	}
	return where
}
