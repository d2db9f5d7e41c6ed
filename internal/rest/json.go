package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// jsonFormat is huma's with stricter reading: what encoding/json would repair
// or choose between in silence is refused, so that two programs that read the
// same order cannot understand it differently.
var jsonFormat = huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: func(b []byte, v any) error {
	if _, first := v.(*any); first { // huma reads a body twice: to validate it, then into its type
		if err := strict(b); err != nil {
			return err
		}
	}
	return json.Unmarshal(b, v)
}}

var (
	errText   = errors.New("text is not valid Unicode")
	errTwice  = errors.New("a member is there twice")
	errNested = errors.New("nested too deeply")
)

// maxNesting is far above the deepest request, which has three levels.
const maxNesting = 32

// strict refuses bytes that are no UTF-8, halves of surrogate pairs, members
// that are there twice, and deep nesting. Other mistakes are left to the
// decoder that follows.
func strict(b []byte) error {
	if !utf8.Valid(b) || loneSurrogate(b) {
		return errText
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	type level struct {
		names map[string]bool // of an object; nil for an array
		value bool            // the next token is a member's value
	}
	var open []level
	for {
		t, err := dec.Token()
		if err != nil { // the end, or a mistake that the decoder will name
			return nil
		}
		var top *level
		if len(open) > 0 {
			top = &open[len(open)-1]
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if top != nil {
				top.value = false
			}
			if len(open) == maxNesting {
				return errNested
			}
			next := level{}
			if t == json.Delim('{') {
				next.names = map[string]bool{}
			}
			open = append(open, next)
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
			continue
		}
		if top == nil || top.names == nil || top.value {
			if top != nil {
				top.value = false
			}
			continue
		}
		name, _ := t.(string)
		if top.names[name] {
			return errTwice
		}
		top.names[name], top.value = true, true
	}
}

// loneSurrogate looks for \u escapes that encoding/json would replace by U+FFFD.
// A backslash is only ever inside a string.
func loneSurrogate(b []byte) bool {
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		i++ // what is escaped, a backslash too
		r, ok := escape(b, i)
		if !ok || !utf16.IsSurrogate(r) {
			continue
		}
		low, ok := rune(0), i+5 < len(b) && b[i+5] == '\\'
		if ok {
			low, ok = escape(b, i+6)
		}
		if !ok || utf16.DecodeRune(r, low) == utf8.RuneError {
			return true
		}
		i += 10
	}
	return false
}

// escape reads uXXXX at i.
func escape(b []byte, i int) (rune, bool) {
	if i+5 > len(b) || b[i] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[i+1:i+5]), 16, 16)
	return rune(n), err == nil
}
