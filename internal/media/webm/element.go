package webm

import (
	"encoding/binary"
	"math"
	"time"
)

// Element ids, RFC 9559 section 27, with their length marker.
const (
	idEBML        = 0x1A45DFA3
	idSegment     = 0x18538067
	idSeekHead    = 0x114D9B74
	idSeek        = 0x4DBB
	idSeekID      = 0x53AB
	idSeekPos     = 0x53AC
	idInfo        = 0x1549A966
	idScale       = 0x2AD7B1
	idDuration    = 0x4489
	idDate        = 0x4461
	idMuxer       = 0x4D80
	idWriter      = 0x5741
	idTracks      = 0x1654AE6B
	idTrackEntry  = 0xAE
	idTrackNumber = 0xD7
	idTrackUID    = 0x73C5
	idTrackType   = 0x83
	idTrackName   = 0x536E
	idLacing      = 0x9C
	idCodecID     = 0x86
	idCodecPriv   = 0x63A2
	idCodecDelay  = 0x56AA
	idSeekPreRoll = 0x56BB
	idVideo       = 0xE0
	idWidth       = 0xB0
	idHeight      = 0xBA
	idAudio       = 0xE1
	idRate        = 0xB5
	idChannels    = 0x9F
	idCluster     = 0x1F43B675
	idTime        = 0xE7
	idSimpleBlock = 0xA3
	idCues        = 0x1C53BB6B
	idCuePoint    = 0xBB
	idCueTime     = 0xB3
	idCuePos      = 0xB7
	idCueTrack    = 0xF7
	idCueCluster  = 0xF1
	idCueRelative = 0xF0
)

// unknownSize as an eight-byte size: the segment of a live file.
const unknownSize = math.MaxUint64

// epoch of a Matroska date.
var epoch = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)

func appendID(b []byte, id uint32) []byte {
	switch {
	case id > 0xFFFFFF:
		return append(b, byte(id>>24), byte(id>>16), byte(id>>8), byte(id))
	case id > 0xFFFF:
		return append(b, byte(id>>16), byte(id>>8), byte(id))
	case id > 0xFF:
		return append(b, byte(id>>8), byte(id))
	}
	return append(b, byte(id))
}

// appendSize writes a size in four bytes, or eight when it does not fit: fixed widths make a layout computable.
func appendSize(b []byte, n uint64) []byte {
	if n < 1<<28-1 {
		return binary.BigEndian.AppendUint32(b, uint32(n)|0x10000000)
	}
	if n == unknownSize {
		return append(b, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
	}
	return binary.BigEndian.AppendUint64(b, n|1<<56)
}

func sizeWidth(n uint64) int {
	if n < 1<<28-1 {
		return 4
	}
	return 8
}

func appendBytes(b []byte, id uint32, v []byte) []byte {
	b = appendID(b, id)
	b = appendSize(b, uint64(len(v)))
	return append(b, v...)
}

func appendString(b []byte, id uint32, v string) []byte { return appendBytes(b, id, []byte(v)) }

// appendUint always takes eight bytes of value.
func appendUint(b []byte, id uint32, v uint64) []byte {
	b = appendID(b, id)
	b = append(b, 0x88)
	return binary.BigEndian.AppendUint64(b, v)
}

func appendFloat(b []byte, id uint32, v float64) []byte {
	return appendUint(b, id, math.Float64bits(v))
}

func appendDate(b []byte, t time.Time) []byte {
	return appendUint(b, idDate, uint64(t.Sub(epoch)))
}

// appendMaster writes an element whose content fill appends.
func appendMaster(b []byte, id uint32, fill func([]byte) []byte) []byte {
	return appendBytes(b, id, fill(nil))
}
