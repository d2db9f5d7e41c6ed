package basekyc_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every parameter of a query of the backend's door can be asked for here. The
// stream, the tracks of a recording and the parts of a report have methods of
// their own shape.
func TestEveryQueryParameterCanBeAskedFor(t *testing.T) {
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = slices.Sorted(maps.Keys(r.URL.Query()))
		for i, name := range asked {
			asked[i], _, _ = strings.Cut(name, "[") // metadata[x] is metadata
		}
		_, _ = w.Write([]byte("{}"))
	}))
	t.Cleanup(s.Close)
	var sleep sleeper
	for _, o := range operations(t) {
		var want []string
		for _, p := range o.Parameters {
			if p.In == "query" {
				want = append(want, p.Name)
			}
		}
		if len(want) == 0 || o.OperationID == "streamEvents" || o.OperationID == "getRecording" || o.OperationID == "getReport" {
			continue
		}
		call := reflect.ValueOf(client(s.URL, &sleep)).MethodByName(methods[o.OperationID])
		in := []reflect.Value{reflect.ValueOf(t.Context())}
		for i := 1; i < call.Type().NumIn(); i++ {
			in = append(in, filled(t, call.Type().In(i)))
		}
		asked = nil
		call.Call(in)
		slices.Sort(want)
		if !slices.Equal(asked, want) {
			t.Errorf("%s asks for %v, the document has %v", o.OperationID, asked, want)
		}
	}
}

// filled is a value of a type in which nothing is left out.
func filled(t *testing.T, typ reflect.Type) reflect.Value {
	t.Helper()
	v := reflect.New(typ).Elem()
	switch {
	case typ == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(1, 0)))
	case typ.Kind() == reflect.Struct:
		for i := range typ.NumField() {
			v.Field(i).Set(filled(t, typ.Field(i).Type))
		}
	case typ.Kind() == reflect.String:
		v.SetString("x")
	case typ.Kind() == reflect.Int:
		v.SetInt(1)
	case typ.Kind() == reflect.Bool:
		v.SetBool(true)
	case typ.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, filled(t, typ.Elem())))
	case typ.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(typ))
		v.SetMapIndex(filled(t, typ.Key()), filled(t, typ.Elem()))
	default:
		t.Fatalf("a query holds a %s", typ)
	}
	return v
}
