package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/basekyc/basekyc/internal/vision"
)

func pin(name string, content []byte) vision.PinnedFile {
	sum := sha256.Sum256(content)
	return vision.PinnedFile{From: "package/" + name, To: name, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
}

func archive(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.tgz")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExtractTakesOnlyWhatIsPinned(t *testing.T) {
	dir := t.TempDir()
	a := archive(t, map[string]string{"package/net.onnx": "network", "package/install.js": "never wanted", "../../evil": "x"})
	if err := extract(a, []vision.PinnedFile{pin("net.onnx", []byte("network"))}, dir); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "net.onnx" {
		t.Errorf("got %v, %v", left, err)
	}
}

func TestExtractRefusesOtherBytes(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"other": "nEtwork", "longer": "network and more", "shorter": "net"} {
		a := archive(t, map[string]string{"package/net.onnx": content})
		if err := extract(a, []vision.PinnedFile{pin("net.onnx", []byte("network"))}, dir); err == nil {
			t.Errorf("%s bytes were taken", name)
		}
	}
	a := archive(t, map[string]string{"package/else": "network"})
	if err := extract(a, []vision.PinnedFile{pin("net.onnx", []byte("network"))}, dir); err == nil || !strings.Contains(err.Error(), "net.onnx") {
		t.Errorf("a missing file: got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestMissingNPMIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := run(context.Background(), filepath.Join(t.TempDir(), "models"), io.Discard)
	if !errors.Is(err, errNoNPM) {
		t.Errorf("got %v", err)
	}
}

func TestCurrentFolderNeedsNothing(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // no npm: a second set-up must not want it
	dir := t.TempDir()
	m, err := vision.LoadManifest()
	if err != nil {
		t.Fatal(err)
	}
	if current(dir, m) {
		t.Fatal("an empty folder is called current")
	}
	for _, f := range m.Kept() {
		if err := errors.Join(os.WriteFile(filepath.Join(dir, f.To), nil, 0o600), os.Truncate(filepath.Join(dir, f.To), f.Bytes)); err != nil {
			t.Fatal(err)
		}
	}
	stamp := filepath.Join(dir, stampName)
	if err := os.WriteFile(stamp, []byte("of another manifest"), 0o600); err != nil || current(dir, m) {
		t.Fatal("a folder of another manifest is called current", err)
	}
	if err := os.WriteFile(stamp, []byte(vision.Fingerprint()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), dir, io.Discard); err != nil {
		t.Errorf("a current folder: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, m.Kept()[0].To), 5); err != nil || current(dir, m) {
		t.Error("a folder with a cut file is called current", err)
	}
}

func TestHalfPrecisionIsWidenedExactly(t *testing.T) {
	for bits, want := range map[uint16]float32{0x0000: 0, 0x3c00: 1, 0xc000: -2, 0x3555: 0.333251953125, 0x7bff: 65504,
		0x0001: 5.9604644775390625e-08, 0x03ff: 6.097555160522461e-05, 0x0400: 6.103515625e-05, 0xfc00: float32(math.Inf(-1))} {
		if got := half(bits); got != want {
			t.Errorf("%04x: got %v, want %v", bits, got, want)
		}
	}
}

// graph is one 1x1 convolution of two channels, a PReLU and a reshape, as TensorFlow.js writes it.
const graph = `{"signature":{"inputs":{"x":{"name":"x:0","tensorShape":{"dim":[{"size":"-1"},{"size":"4"},{"size":"4"},{"size":"3"}]}}},
"outputs":{"y":{"name":"y:0","tensorShape":{"dim":[{"size":"-1"},{"size":"32"}]}},"z":{"name":"unused:0","tensorShape":{"dim":[]}}}},
"modelTopology":{"node":[
{"name":"y","op":"Reshape","input":["act","shape"]},
{"name":"unused","op":"Mystery","input":["act"]},
{"name":"act","op":"Prelu","input":["conv","slope"]},
{"name":"conv","op":"_FusedConv2D","input":["x","w","b"],"attr":{"fused_ops":{"list":{"s":["Qmlhc0FkZA=="]}},"padding":{"s":"VkFMSUQ="},
 "strides":{"list":{"i":["1","1","1","1"]}},"dilations":{"list":{"i":["1","1","1","1"]}}}},
{"name":"x","op":"Placeholder"},{"name":"w","op":"Const"},{"name":"b","op":"Const"},{"name":"slope","op":"Const"},{"name":"shape","op":"Const"}]},
"weightsManifest":[{"weights":[{"name":"w","shape":[1,1,3,2],"dtype":"float32"},{"name":"b","shape":[2],"dtype":"float32"},
{"name":"slope","shape":[1,1,2],"dtype":"float32"},{"name":"shape","shape":[2],"dtype":"int32"}]}]}`

func graphWeights() []byte {
	var b []byte
	for _, v := range []float32{1, 2, 3, 4, 5, 6, 0.5, -0.5, 0.25, 0.75} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	b = binary.LittleEndian.AppendUint32(b, math.MaxUint32) // -1
	return binary.LittleEndian.AppendUint32(b, 32)
}

// structure lists operators and float constants of an ONNX file.
func structure(t *testing.T, model []byte) (ops []string, constants map[string][]float32) {
	t.Helper()
	constants = map[string][]float32{}
	top, err := parse(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range top {
		if f.id != 7 {
			continue
		}
		inner, err := parse(f.body)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range inner {
			switch g.id {
			case graphNode:
				op, _, _, err := describe(g.body)
				if err != nil {
					t.Fatal(err)
				}
				ops = append(ops, op)
			case graphInitializer:
				name, values, err := tensor(g.body)
				if err != nil {
					t.Fatal(err)
				}
				constants[name] = values
			}
		}
	}
	return ops, constants
}

func TestConvert(t *testing.T) {
	model, err := convert([]byte(graph), graphWeights(), []string{"y"})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := convert([]byte(graph), graphWeights(), []string{"y"})
	if !bytes.Equal(model, again) {
		t.Error("two conversions differ")
	}
	ops, constants := structure(t, model)
	if got := strings.Join(ops, " "); got != "Conv Relu Conv Conv Add Transpose Reshape" {
		t.Errorf("operators: %s", got)
	}
	// out channel first: the kernel of channel 0 is 1, 3, 5
	if got := constants["w#w"]; len(got) != 6 || got[1] != 3 || got[3] != 2 {
		t.Errorf("kernel: %v", got)
	}
	if got := constants["slope#rest"]; len(got) != 2 || got[0] != 0.75 || got[1] != 0.25 {
		t.Errorf("slopes: %v", got)
	}
	if _, err := convert([]byte(graph), graphWeights(), []string{"z"}); err == nil || !strings.Contains(err.Error(), "Mystery") {
		t.Errorf("an unknown operator: got %v", err)
	}
	if _, err := convert([]byte(graph), graphWeights()[:9], []string{"y"}); err == nil {
		t.Error("cut weights were taken")
	}
}

func TestUnbendReplacesPReLUAlone(t *testing.T) {
	var g onnxGraph
	g.node("Conv", []string{"x", "w"}, "a")
	g.node("PRelu", []string{"a", "s"}, "b")
	g.node("Sigmoid", []string{"b"}, "y")
	g.constant("s", []int{2, 1, 1}, typeFloat, floatBytes([]float32{0.25, -1}))
	model, err := unbend(g.encode("test"))
	if err != nil {
		t.Fatal(err)
	}
	ops, constants := structure(t, model)
	if got := strings.Join(ops, " "); got != "Conv Relu Conv Conv Add Sigmoid" {
		t.Errorf("operators: %s", got)
	}
	if got := constants["s#rest"]; len(got) != 2 || got[0] != 0.75 || got[1] != 2 {
		t.Errorf("constants: %v", constants)
	}
	g.node("PRelu", []string{"y", "computed"}, "z")
	if _, err := unbend(g.encode("test")); err == nil {
		t.Error("a slope that is no constant was taken")
	}
}

func FuzzUnbend(f *testing.F) {
	var g onnxGraph
	g.node("PRelu", []string{"a", "s"}, "b")
	g.constant("s", []int{1}, typeFloat, floatBytes([]float32{0.25}))
	f.Add(g.encode("seed"))
	f.Fuzz(func(t *testing.T, model []byte) { _, _ = unbend(model) })
}
