package kyc

import (
	"strings"
	"time"
)

// Upload is a picture that arrives in pieces. It is no still yet: nothing of it is on a session, and no event tells of it.
type Upload struct {
	ID     string    `json:"id"`    // up_..., with the letters of the artifact that it becomes
	Label  string    `json:"label"` // e.g. pan_front
	Type   string    `json:"type"`  // media type
	Bytes  int64     `json:"bytes"` // of the whole
	SHA256 string    `json:"sha256,omitempty"`
	At     time.Time `json:"at"`

	Arrived int64 `json:"-"` // bytes that are kept
}

// UploadLife is how long the pieces of a picture are kept that does not become whole.
const UploadLife = time.Hour

// Ends is when its pieces go.
func (u *Upload) Ends() time.Time { return u.At.Add(UploadLife) }

// Artifact is the id of the still that it becomes: who asks again after the reply was lost, or after a crash between
// the still and the end of its pieces, finds that one by it and makes no second.
func (u *Upload) Artifact() string { return ArtifactOfUpload(u.ID) }

// ArtifactOfUpload is the still's id that belongs to an upload's.
func ArtifactOfUpload(id string) string {
	return PrefixArtifact + strings.TrimPrefix(id, PrefixUpload)
}

// UploadOfArtifact is the way back.
func UploadOfArtifact(id string) string {
	return PrefixUpload + strings.TrimPrefix(id, PrefixArtifact)
}
