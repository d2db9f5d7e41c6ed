package basekyc

import (
	"iter"
	"net/url"
	"strconv"
	"time"
)

// Page selects a part of a list; zero values take the server's defaults.
type Page struct {
	Limit         int    // 1 to 100
	StartingAfter string // id of the last object that was seen
}

func (p Page) values() url.Values {
	v := url.Values{}
	if p.Limit > 0 {
		v.Set("limit", strconv.Itoa(p.Limit))
	}
	set(v, "starting_after", p.StartingAfter)
	return v
}

// set leaves out what is empty.
func set(v url.Values, name string, values ...string) {
	for _, value := range values {
		if value != "" {
			v.Add(name, value)
		}
	}
}

// setTime leaves out what is zero.
func setTime(v url.Values, name string, t time.Time) {
	if !t.IsZero() {
		v.Set(name, t.UTC().Format(time.RFC3339Nano))
	}
}

// walk goes over all pages of a list. next reads the page after an id.
func walk[T any](first Page, id func(*T) string, next func(Page) (data []T, more bool, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := first
		for {
			data, more, err := next(p)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range data {
				if !yield(v, nil) {
					return
				}
			}
			if !more || len(data) == 0 {
				return
			}
			p.StartingAfter = id(&data[len(data)-1])
		}
	}
}
