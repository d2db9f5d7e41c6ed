package media

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// bargain is what an offer and our answer agree on.
type bargain struct {
	answer *sdp.SessionDescription // without candidates

	ufrag, pwd   string          // the client's
	lite         bool            // the client only answers checks
	candidates   []ice.Candidate // the client's
	fingerprints []fingerprint
	active       bool // we open the DTLS handshake
	cryptex      bool // header extensions are encrypted both ways (RFC 9335)

	payload [128]payload      // what a payload type stands for
	down    map[string]agreed // by the id of the track that is sent
}

type fingerprint struct{ hash, value string }

// payload is what comes in under one payload type.
type payload struct {
	kind      Kind // empty: nothing that we take
	repair    bool // RTX: packets of the kind that are sent again
	red       bool // sound with what was said before in front
	transport uint8
	nack      bool
}

// agreed is how one track is sent. Zero numbers mean that the client does not want it.
type agreed struct {
	payload, repair  uint8 // payload types
	red              uint8
	ssrc, repairSSRC uint32
	transport        uint8 // id of the header extension for the transport-wide number
	nack             bool
}

// local is our side of the bargain.
type local struct {
	ufrag, pwd string
	cert       webrtc.Certificate
	tracks     []webrtc.TrackLocal
}

// strike finds out what an offer and we have in common. The negotiation is pion's, by a PeerConnection that never runs:
// it answers and is closed.
func (s *Server) strike(offer string, own local) (*bargain, error) {
	m := &webrtc.MediaEngine{}
	if err := registerCodecs(m); err != nil {
		return nil, err
	}
	set := webrtc.SettingEngine{LoggerFactory: &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}} // what it complains about is returned
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	set.SetICECredentials(own.ufrag, own.pwd)
	api := webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithSettingEngine(set))
	pc, err := api.NewPeerConnection(webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle, Certificates: []webrtc.Certificate{own.cert}})
	if err != nil {
		return nil, fmt.Errorf("new peer connection: %w", err)
	}
	defer func() { _ = pc.GracefulClose() }()
	for _, t := range own.tracks {
		if _, err := pc.AddTrack(t); err != nil {
			return nil, fmt.Errorf("add track %s: %w", t.ID(), err)
		}
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	a, err := pc.CreateAnswer(nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	var o sdp.SessionDescription
	b := &bargain{answer: &sdp.SessionDescription{}, down: map[string]agreed{}}
	if err := errors.Join(o.UnmarshalString(offer), b.answer.UnmarshalString(a.SDP)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	if err := b.hear(&o); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadOffer, err)
	}
	b.say()
	return b, nil
}

// hear takes the client's transport out of its offer.
func (b *bargain) hear(o *sdp.SessionDescription) error {
	b.ufrag, _ = o.Attribute("ice-ufrag")
	b.pwd, _ = o.Attribute("ice-pwd")
	_, b.lite = o.Attribute("ice-lite")
	_, b.cryptex = o.Attribute(sdp.AttrKeyCryptex)
	b.print(o.Attributes)
	for _, m := range o.MediaDescriptions {
		if u, ok := m.Attribute("ice-ufrag"); ok && b.ufrag == "" {
			b.ufrag = u
			b.pwd, _ = m.Attribute("ice-pwd")
		}
		if _, ok := m.Attribute(sdp.AttrKeyCryptex); ok {
			b.cryptex = true
		}
		b.print(m.Attributes)
		for _, a := range m.Attributes {
			if !a.IsICECandidate() || len(b.candidates) == maxCandidates {
				continue
			}
			if c, err := ice.UnmarshalCandidate(a.Value); err == nil && c.Component() == ice.ComponentRTP { // RTCP takes the same way
				b.candidates = append(b.candidates, c)
			}
		}
	}
	switch {
	case b.ufrag == "" || b.pwd == "":
		return errors.New("no ICE credentials")
	case len(b.fingerprints) == 0:
		return errors.New("no fingerprint")
	}
	return nil
}

// print notes the certificates that the client may show.
func (b *bargain) print(attrs []sdp.Attribute) {
	for _, a := range attrs {
		if hash, value, ok := strings.Cut(a.Value, " "); ok && a.Key == "fingerprint" {
			b.fingerprints = append(b.fingerprints, fingerprint{hash, value})
		}
	}
}

// say reads out of the answer what was agreed.
func (b *bargain) say() {
	for _, m := range b.answer.MediaDescriptions {
		if m.MediaName.Port.Value == 0 {
			continue
		}
		if v, _ := m.Attribute("setup"); v == "active" {
			b.active = true
		}
		var to agreed
		var kind Kind
		switch m.MediaName.Media {
		case "video":
			kind = Video
		case "audio":
			kind = Audio
		default:
			continue
		}
		var id string
		for _, a := range m.Attributes {
			head, rest, _ := strings.Cut(a.Value, " ")
			switch a.Key {
			case "rtpmap":
				pt := number(head, 127)
				switch name, _, _ := strings.Cut(strings.ToLower(rest), "/"); name {
				case "vp8", "opus":
					to.payload = uint8(pt)
				case "rtx":
					to.repair = uint8(pt)
				case "red":
					to.red = uint8(pt)
				}
			case "rtcp-fb":
				to.nack = to.nack || rest == "nack"
			case "extmap":
				if n, _, _ := strings.Cut(head, "/"); rest == sdp.TransportCCURI {
					to.transport = uint8(number(n, 14)) // the short form of header extensions ends there
				}
			case "msid":
				id = rest
			case "ssrc-group":
				if f := strings.Fields(rest); head == "FID" && len(f) == 2 {
					to.ssrc, to.repairSSRC = uint32(number(f[0], 1<<32-1)), uint32(number(f[1], 1<<32-1))
				}
			case "ssrc":
				if to.ssrc == 0 {
					to.ssrc = uint32(number(head, 1<<32-1))
				}
			}
		}
		if to.payload == 0 {
			continue
		}
		b.payload[to.payload] = payload{kind: kind, transport: to.transport, nack: to.nack}
		if to.red != 0 {
			b.payload[to.red] = payload{kind: kind, red: true, transport: to.transport}
		}
		if to.repair != 0 {
			b.payload[to.repair] = payload{kind: kind, repair: true, transport: to.transport}
		}
		_, both := m.Attribute("sendrecv")
		_, send := m.Attribute("sendonly")
		if id != "" && to.ssrc != 0 && (both || send) {
			b.down[id] = to
		}
	}
}

// number is 0 for what is none or is over most.
func number(s string, most uint64) uint64 {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > most {
		return 0
	}
	return n
}

// text is the answer with the places at which we are reached.
func (b *bargain) text(own []ice.Candidate) (string, error) {
	for _, m := range b.answer.MediaDescriptions {
		if m.MediaName.Port.Value == 0 {
			continue
		}
		for _, c := range own {
			m.Attributes = append(m.Attributes, sdp.NewAttribute("candidate", c.Marshal()))
		}
		m.Attributes = append(m.Attributes, sdp.NewPropertyAttribute("end-of-candidates"))
		break
	}
	out, err := b.answer.Marshal()
	return string(out), err
}
