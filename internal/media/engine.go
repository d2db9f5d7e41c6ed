package media

import (
	"fmt"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/cc"
	"github.com/pion/interceptor/pkg/gcc"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	payloadVP8  = 96
	payloadRTX  = 97
	payloadOpus = 111

	// startBitrate is what the downlink estimate begins with, maxBitrate where it stops, in bit/s.
	startBitrate = 800_000
	maxBitrate   = 2_500_000

	// maxNacks is how often one missing packet is asked for. pion's default is without end and re-asks for packets that
	// RTX has brought already: 249 NACKs and 7.1 s of frozen picture against 10 and 3.3 s.
	maxNacks = 4
	// resendSlots is how many packets per down track are kept to be sent again; a power of two.
	resendSlots = 256
)

// engine builds the pion API of one peer: three codecs, the lean chain of interceptors and the estimator of what the
// peer's downlink carries. One per peer, because the estimator belongs to it.
func (s *Server) engine() (*webrtc.API, func() cc.BandwidthEstimator, error) {
	m := &webrtc.MediaEngine{}
	if err := registerCodecs(m); err != nil {
		return nil, nil, err
	}
	var est cc.BandwidthEstimator
	reg := &interceptor.Registry{}
	if err := s.registerInterceptors(m, reg, func(e cc.BandwidthEstimator) { est = e }); err != nil {
		return nil, nil, fmt.Errorf("set up interceptors: %w", err)
	}
	api := webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(reg), webrtc.WithSettingEngine(s.setting))
	return api, func() cc.BandwidthEstimator { return est }, nil
}

func registerCodecs(m *webrtc.MediaEngine) error {
	video := []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "transport-cc"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	audio := []webrtc.RTCPFeedback{{Type: "transport-cc"}}
	for _, c := range []struct {
		p webrtc.RTPCodecParameters
		k webrtc.RTPCodecType
	}{
		{webrtc.RTPCodecParameters{PayloadType: payloadVP8, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: video}}, webrtc.RTPCodecTypeVideo},
		{webrtc.RTPCodecParameters{PayloadType: payloadRTX, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: "apt=96"}}, webrtc.RTPCodecTypeVideo},
		{webrtc.RTPCodecParameters{PayloadType: payloadOpus, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1", RTCPFeedback: audio}}, webrtc.RTPCodecTypeAudio},
	} {
		if err := m.RegisterCodec(c.p, c.k); err != nil {
			return fmt.Errorf("register %s: %w", c.p.MimeType, err)
		}
	}
	for _, k := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio} {
		if err := m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.TransportCCURI}, k); err != nil {
			return fmt.Errorf("register transport-cc: %w", err)
		}
	}
	return nil
}

// registerInterceptors adds them from the wire outwards: what is added later sees an outgoing packet earlier. The
// estimator comes first, so that it sees the transport-wide number of each packet and of each packet sent again. No
// statistics interceptor: it costs on every packet.
func (s *Server) registerInterceptors(m *webrtc.MediaEngine, reg *interceptor.Registry, onEstimator func(cc.BandwidthEstimator)) error {
	logs := s.setting.LoggerFactory
	estimator, err := cc.NewInterceptor(func() (cc.BandwidthEstimator, error) {
		return gcc.NewSendSideBWE(gcc.SendSideBWEInitialBitrate(startBitrate), gcc.SendSideBWEMaxBitrate(maxBitrate),
			gcc.SendSideBWEPacer(newStraight()), gcc.WithLoggerFactory(logs))
	})
	if err != nil {
		return err
	}
	estimator.OnNewPeerConnection(func(_ string, e cc.BandwidthEstimator) { onEstimator(e) })
	reg.Add(estimator)
	if err := webrtc.ConfigureTWCCHeaderExtensionSender(m, reg); err != nil {
		return err
	}
	responder, err := nack.NewResponderInterceptor(nack.ResponderSize(resendSlots), nack.WithResponderLoggerFactory(logs))
	if err != nil {
		return err
	}
	generator, err := nack.NewGeneratorInterceptor(nack.GeneratorMaxNacksPerPacket(maxNacks), nack.WithGeneratorLoggerFactory(logs))
	if err != nil {
		return err
	}
	reg.Add(responder)
	reg.Add(generator)
	if err := webrtc.ConfigureRTCPReportsWithOptions(reg, []report.ReceiverOption{report.WithReceiverLoggerFactory(logs)}, report.WithSenderLoggerFactory(logs)); err != nil {
		return err
	}
	reg.Add(feedbackFactory{s.cfg.Now})
	return nil
}
