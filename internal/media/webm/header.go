package webm

import "time"

// Codec ids.
const (
	VP8  = "V_VP8"
	Opus = "A_OPUS"
)

// Track describes one track. Numbers start at 1 and rise by one.
type Track struct {
	Name          string
	Codec         string // VP8 or Opus
	Width, Height int    // of a VP8 track, pixels; the frames themselves may differ
}

// Info is the head of a file.
type Info struct {
	StartedAt time.Time     // wall clock of position zero
	Duration  time.Duration // 0: unknown, left out
	App       string
}

// codecDelay is the pre-skip of Opus encoders, 312 samples of 48 kHz; preRoll what a decoder wants before a seek, both
// in ns (RFC 7845, 4.2 and 5.1; RFC 9559).
const (
	preSkip    = 312
	codecDelay = 6_500_000
	preRoll    = 80_000_000
)

func opusHead() []byte {
	return []byte{'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, preSkip & 0xff, preSkip >> 8, 0x80, 0xBB, 0, 0, 0, 0, 0}
}

func appendEBML(b []byte) []byte {
	return appendMaster(b, idEBML, func(b []byte) []byte {
		b = appendUint(b, 0x4286, 1) // EBMLVersion
		b = appendUint(b, 0x42F7, 1) // EBMLReadVersion
		b = appendUint(b, 0x42F2, 4) // EBMLMaxIDLength
		b = appendUint(b, 0x42F3, 8) // EBMLMaxSizeLength
		b = appendString(b, 0x4282, "webm")
		b = appendUint(b, 0x4287, 4)    // DocTypeVersion: CodecDelay and SeekPreRoll are of version 4
		return appendUint(b, 0x4285, 2) // DocTypeReadVersion
	})
}

func appendInfo(b []byte, in Info) []byte {
	return appendMaster(b, idInfo, func(b []byte) []byte {
		b = appendUint(b, idScale, uint64(time.Millisecond))
		if in.Duration > 0 {
			b = appendFloat(b, idDuration, float64(in.Duration)/float64(time.Millisecond))
		}
		b = appendDate(b, in.StartedAt)
		b = appendString(b, idMuxer, in.App)
		return appendString(b, idWriter, in.App)
	})
}

func appendTracks(b []byte, tracks []Track) []byte {
	return appendMaster(b, idTracks, func(b []byte) []byte {
		for i, t := range tracks {
			b = appendMaster(b, idTrackEntry, func(b []byte) []byte {
				b = appendUint(b, idTrackNumber, uint64(i+1))
				b = appendUint(b, idTrackUID, uint64(i+1))
				b = appendUint(b, idLacing, 0)
				b = appendString(b, idTrackName, t.Name)
				b = appendString(b, idCodecID, t.Codec)
				if t.Codec == Opus {
					b = appendUint(b, idTrackType, 2)
					b = appendBytes(b, idCodecPriv, opusHead())
					b = appendUint(b, idCodecDelay, codecDelay)
					b = appendUint(b, idSeekPreRoll, preRoll)
					return appendMaster(b, idAudio, func(b []byte) []byte {
						b = appendFloat(b, idRate, 48000)
						return appendUint(b, idChannels, 2)
					})
				}
				b = appendUint(b, idTrackType, 1)
				return appendMaster(b, idVideo, func(b []byte) []byte {
					b = appendUint(b, idWidth, uint64(t.Width))
					return appendUint(b, idHeight, uint64(t.Height))
				})
			})
		}
		return b
	})
}

// blockHead is what stands before the data of a SimpleBlock: id, size, track, relative time, flags.
const blockHead = 1 + 4 + 1 + 2 + 1

func appendBlockHead(b []byte, track int, rel int16, key bool, n int) []byte {
	b = append(b, idSimpleBlock)
	b = appendSize(b, uint64(n+4))
	flags := byte(0)
	if key {
		flags = 0x80
	}
	return append(b, byte(track)|0x80, byte(uint16(rel)>>8), byte(uint16(rel)), flags)
}
