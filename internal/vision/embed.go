package vision

import "math"

// EmbeddingSize is the number of values in an Embedding.
const EmbeddingSize = 512

// Embedding describes a face as a vector of length 1. The zero value means that there is none.
type Embedding [EmbeddingSize]float32

// Cosine is the similarity of two faces, -1..1; 0 when either is the zero value.
func Cosine(a, b *Embedding) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return max(-1, min(1, sum)) // rounding leaves a vector's product with itself a hair off 1
}

// Confidence turns a cosine into the chance, 0..1, that both are one person: the logistic curve fitted to the 6,000 standard
// pairs of Labelled Faces in the Wild.
func Confidence(cosine float64) float64 { return 1 / (1 + math.Exp(-(28.02*cosine - 6.67))) }

// anchors are where eyes, nose tip and mouth corners must lie in the 112 x 112 square that the embedder was trained on.
var anchors = []Point{{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}

// landmarks finds both eyes (the one on the picture's left first), nose tip and mouth corners of the face in b.
func (w *worker) landmarks(m *RGB, b Box) ([5]Point, error) {
	var five [5]Point
	pass, err := w.pass(RoleLandmark)
	if err != nil {
		return five, err
	}
	sq := b.square()
	grey(w.resize.crop(m, sq.X1, sq.Y1, sq.X2, sq.Y2, landmarkSize, landmarkSize), 1.0/256, pass.Input())
	if err := pass.Run(); err != nil {
		return five, err
	}
	out := pass.Output(0) // 68 points in the iBUG order
	mean := func(points ...int) Point {
		var p Point
		for _, i := range points {
			p.X += float64(out[2*i]) / float64(len(points))
			p.Y += float64(out[2*i+1]) / float64(len(points))
		}
		return Point{sq.X1 + p.X*sq.Width(), sq.Y1 + p.Y*sq.Height()}
	}
	return [5]Point{mean(37, 38, 40, 41), mean(43, 44, 46, 47), mean(30), mean(48, 60), mean(54, 64)}, nil
}

// embed aligns the face and describes it. The aligned square stays valid until the worker's next warp.
func (w *worker) embed(m *RGB, five [5]Point) (Embedding, *RGB, error) {
	var e Embedding
	pass, err := w.pass(RoleFeature)
	if err != nil {
		return e, nil, err
	}
	aligned := w.warp.warp(m, fitSimilarity(five[:], anchors), featureSize)
	featureRamp.bgr(aligned, pass.Input())
	if err := pass.Run(); err != nil {
		return e, nil, err
	}
	var sum float64
	for _, v := range pass.Output(0) {
		sum += float64(v) * float64(v)
	}
	norm := math.Sqrt(sum)
	if norm == 0 || math.IsNaN(norm) {
		return e, aligned, nil
	}
	for i, v := range pass.Output(0) {
		e[i] = float32(float64(v) / norm)
	}
	return e, aligned, nil
}

// sharpness is the variance of the Laplacian of the aligned face's grey values (0..255), so that it does not depend on how large
// the face is. brightness is their mean.
func sharpness(aligned *RGB, scratch []float32) (variance, brightness float64, buffer []float32) {
	n, w := aligned.W*aligned.H, aligned.W
	scratch = grow(scratch, n)
	grey(aligned, 1, scratch)
	var sum, sumL, sumL2 float64
	for _, v := range scratch {
		sum += float64(v)
	}
	for y := 1; y < aligned.H-1; y++ {
		for x := 1; x < w-1; x++ {
			i := y*w + x
			l := float64(4*scratch[i] - scratch[i-1] - scratch[i+1] - scratch[i-w] - scratch[i+w])
			sumL += l
			sumL2 += l * l
		}
	}
	inner := float64((aligned.H - 2) * (w - 2))
	mean := sumL / inner
	return sumL2/inner - mean*mean, sum / float64(n), scratch
}
