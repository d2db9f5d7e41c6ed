package media

import "os"

// segmentFile takes each write whole or not at all. What a full disk took half of
// is cut off again, so that what follows when there is room follows something whole.
type segmentFile struct {
	*os.File
	whole int64 // end of the last whole write
}

// Write implements io.Writer.
func (f *segmentFile) Write(b []byte) (int, error) {
	n, err := f.WriteAt(b, f.whole)
	if err != nil {
		_ = f.Truncate(f.whole) // what stays is a torn end, which Finalise knows, until the next write covers it
		return 0, err
	}
	f.whole += int64(n)
	return n, nil
}

// probeSize is the room that writing goes on with: some seconds of a call.
const probeSize = 1 << 20

// probe tells whether there is room again.
func (f *segmentFile) probe() bool {
	_, err := f.WriteAt(make([]byte, probeSize), f.whole)
	return f.Truncate(f.whole) == nil && err == nil
}
