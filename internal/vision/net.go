package vision

// Runtime loads networks. The one implementation lives in the sub-package onnx; vision itself has no native code.
type Runtime interface {
	// Load reads the network at path and refuses it if it does not keep the contract.
	Load(path string, c Contract) (Net, error)
	// Version names the runtime, for storing with results; empty before the first Load.
	Version() string
	// Close is called once, after every Net is closed.
	Close() error
}

// Net is one loaded network. Safe for concurrent use: the weights are shared, each Pass has buffers of its own.
type Net interface {
	NewPass() (Pass, error)
	// Infer runs once on values of any shape that the contract leaves open, and returns those of its one output.
	Infer(in []float32, shape ...int64) (out []float32, outShape []int64, err error)
	Close() error // after every Pass is closed
}

// Pass runs a network for one goroutine at a time.
type Pass interface {
	Input() []float32       // to be filled before Run; keeps its content
	Run() error             // single-threaded
	Output(i int) []float32 // in the order of the contract, valid until the next Run
	Close() error
}

// Contract states the float32 tensors of a network: one input of a fixed shape, outputs by name and number of values. A network
// with open dimensions, -1, has no Pass: it is run by Infer.
type Contract struct {
	Input   string
	Shape   []int64 // batch, channel, height, width
	Outputs []Output
}

// Output is one result tensor.
type Output struct {
	Name  string
	Shape []int64
}

// Sizes in pixels of the square network inputs, and of the detector's.
const (
	detectWidth, detectHeight = 320, 240
	detectAnchors             = 4420

	landmarkSize = 64
	featureSize  = 112
	meshSize     = 192
	meshPoints   = 468
	eyeSize      = 24
	livenessSize = 128
)

// contracts were read out of the files that the manifest pins.
var contracts = map[Role]Contract{
	RoleDetect: {"input", []int64{1, 3, detectHeight, detectWidth}, []Output{
		{"scores", []int64{1, detectAnchors, 2}}, {"boxes", []int64{1, detectAnchors, 4}}}},
	RoleLandmark: {"input", []int64{1, 1, landmarkSize, landmarkSize}, []Output{{"output", []int64{1, 136}}}},
	RoleFeature:  {"input", []int64{1, 3, featureSize, featureSize}, []Output{{"output", []int64{1, EmbeddingSize}}}},
	RoleMesh: {"input_1", []int64{1, 3, meshSize, meshSize}, []Output{
		{"Identity_2", []int64{1, 3 * meshPoints}}, {"Identity_1", []int64{1, 1}}}},
	RoleEye:      {"input", []int64{1, 1, eyeSize, eyeSize}, []Output{{"output", []int64{1, 2}}}},
	RoleLiveness: {"input", []int64{1, 3, livenessSize, livenessSize}, []Output{{"output", []int64{1, 3}}}},
	RoleTextFind: {"x", []int64{-1, 3, -1, -1}, []Output{{"sigmoid_0.tmp_0", []int64{-1, 1, -1, -1}}}},
	RoleTextRead: {"x", []int64{-1, 3, lineHeight, -1}, []Output{{"softmax_11.tmp_0", []int64{-1, -1, textClasses}}}},
}
