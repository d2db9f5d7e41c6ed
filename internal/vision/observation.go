package vision

// Observation is what one picture shows.
type Observation struct {
	Width  int   `json:"width"`
	Height int   `json:"height"`
	Faces  []Box `json:"faces"` // every face, the surest first
	Face   *Face `json:"face"`  // the largest one, nil when there is none
}

// Face is everything measured on one face.
type Face struct {
	Box        Box       `json:"box"`
	Landmarks  [5]Point  `json:"landmarks"` // eyes (the picture's left first), nose tip, mouth corners
	Embedding  Embedding `json:"-"`         // biometric data: stored only where a feature says so
	Pose       Pose      `json:"pose"`
	MeshScore  float64   `json:"mesh_score"` // how sure the mesh, and so the pose, is that it saw a face, 0..1
	EyesOpen   float64   `json:"eyes_open"`  // chance that at least one eye is open; 0 for a still
	Liveness   float64   `json:"liveness"`   // chance that this is no picture of a picture; 0 for a still
	Sharpness  float64   `json:"sharpness"`  // variance of the Laplacian on the aligned 112 x 112 face
	Brightness float64   `json:"brightness"` // mean grey value of the same square, 0..255
}

// HeightPx is the height of the face in picture pixels.
func (f *Face) HeightPx() float64 { return f.Box.Height() }
