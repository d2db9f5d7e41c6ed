// Package mediatest owns the peers that tests and benches put at the other end of the call: pion clients that behave as a
// browser does, moving pictures as VP8 key frames, and sound. It is never part of the server.
package mediatest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// Options of a Client.
type Options struct {
	// Watch makes a receiver of two parties that sends nothing, or with Mic sound.
	Watch, Mic bool
	// Ear makes a party that hears watchers.
	Ear bool
	// TCP connects over ICE-TCP only.
	TCP bool
	// Relays connects over these TURN servers only.
	Relays []webrtc.ICEServer
	// ReportEvery is the distance of sender reports; default 1 s, which is pion's.
	ReportEvery time.Duration
	// Now is the clock of the sender reports; default time.Now. A test may let it be wrong.
	Now func() time.Time
	// VideoLate makes the sender reports say that pictures were captured so much before they are sent: a slow encoder.
	VideoLate time.Duration
	// OnRTP sees every received packet; its payload is valid during the call. Called from one goroutine per track.
	OnRTP func(track string, p *rtp.Packet)
	// Redundant takes sound with what was said before in front (RED).
	Redundant bool
	// OnREMB sees the bitrate the server asks for, in bit/s.
	OnREMB func(bitrate float32)
	// OnReport sees what the server says of a track that is sent.
	OnReport func(rtcp.ReceptionReport)
}

// Client is one participant: a PeerConnection that offers once.
type Client struct {
	pc           *webrtc.PeerConnection
	video, audio *sender
	opt          Options
	connected    chan struct{}
	once         sync.Once
	keys         chan struct{}
	wg           sync.WaitGroup

	// Packets and Bytes count what arrived, RTP only.
	Packets, Bytes atomic.Uint64
	// PLIs counts the key frame requests that came in.
	PLIs atomic.Uint64
}

// NewClient makes a client that is not connected yet.
func NewClient(o Options) (*Client, error) {
	api, err := clientAPI(o)
	if err != nil {
		return nil, err
	}
	conf := webrtc.Configuration{}
	if len(o.Relays) > 0 {
		conf.ICEServers, conf.ICETransportPolicy = o.Relays, webrtc.ICETransportPolicyRelay
	}
	pc, err := api.NewPeerConnection(conf)
	if err != nil {
		return nil, err
	}
	c := &Client{pc: pc, opt: o, connected: make(chan struct{}), keys: make(chan struct{}, 1)}
	pc.OnTrack(c.onTrack)
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			c.once.Do(func() { close(c.connected) })
		}
	})
	switch {
	case o.Watch && o.Mic:
		err = errors.Join(c.addSound(), c.receive(webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio))
	case o.Watch:
		err = c.receive(webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio)
	default:
		err = errors.Join(c.addSound(), c.addPicture())
		if o.Ear {
			err = errors.Join(err, c.receive(webrtc.RTPCodecTypeAudio))
		}
	}
	if err != nil {
		return nil, errors.Join(err, pc.Close())
	}
	return c, nil
}

// receive offers to receive tracks.
func (c *Client) receive(kinds ...webrtc.RTPCodecType) error {
	for _, k := range kinds {
		if _, err := c.pc.AddTransceiverFromKind(k, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
	}
	return nil
}

func clientAPI(o Options) (*webrtc.API, error) {
	m := &webrtc.MediaEngine{}
	fb := []webrtc.RTCPFeedback{{Type: "goog-remb"}, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	reg := func(p webrtc.RTPCodecParameters, k webrtc.RTPCodecType) error { return m.RegisterCodec(p, k) }
	err := errors.Join(
		reg(webrtc.RTPCodecParameters{PayloadType: 96, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: fb}}, webrtc.RTPCodecTypeVideo),
		reg(webrtc.RTPCodecParameters{PayloadType: 97, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: "apt=96"}}, webrtc.RTPCodecTypeVideo),
		reg(webrtc.RTPCodecParameters{PayloadType: 111, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}}, webrtc.RTPCodecTypeAudio),
	)
	if err != nil {
		return nil, err
	}
	if o.Redundant {
		if err := reg(webrtc.RTPCodecParameters{PayloadType: 63, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: "audio/red", ClockRate: 48000, Channels: 2, SDPFmtpLine: "111/111"}}, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, err
		}
	}
	r := &interceptor.Registry{}
	logs := &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}
	send := []report.SenderOption{report.WithSenderLoggerFactory(logs)}
	if o.VideoLate != 0 {
		r.Add(lateFactory{o.VideoLate}) // before the reports: nearer to the wire
	}
	if o.ReportEvery > 0 {
		send = append(send, report.SenderInterval(o.ReportEvery))
	}
	if o.Now != nil {
		send = append(send, report.SenderNow(o.Now))
	}
	err = errors.Join(
		webrtc.ConfigureTWCCHeaderExtensionSender(m, r),
		webrtc.ConfigureNackWithOptions(m, r, []nack.GeneratorOption{nack.WithGeneratorLoggerFactory(logs)}, nack.WithResponderLoggerFactory(logs)),
		webrtc.ConfigureRTCPReportsWithOptions(r, []report.ReceiverOption{report.WithReceiverLoggerFactory(logs)}, send...),
		webrtc.ConfigureTWCCSenderWithOptions(m, r, twcc.WithLoggerFactory(logs)),
	)
	if err != nil {
		return nil, err
	}
	e := webrtc.SettingEngine{}
	e.LoggerFactory = logs
	e.SetIncludeLoopbackCandidate(true)
	e.SetICEMulticastDNSMode(1) // disabled
	e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if o.TCP {
		e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(r), webrtc.WithSettingEngine(e)), nil
}

func (c *Client) addSound() (err error) {
	if c.audio, err = newSender(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}, "audio", 960, &codecs.OpusPayloader{}); err != nil {
		return err
	}
	return c.add(c.audio)
}

func (c *Client) addPicture() (err error) {
	if c.video, err = newSender(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, "video", 0, &codecs.VP8Payloader{}); err != nil {
		return err
	}
	return c.add(c.video)
}

func (c *Client) add(s *sender) error {
	tr, err := c.pc.AddTransceiverFromTrack(s.track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendrecv})
	if err != nil {
		return err
	}
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		c.readFeedback(tr.Sender())
	}()
	return nil
}

func (c *Client) readFeedback(s *webrtc.RTPSender) {
	for {
		pkts, _, err := s.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range pkts {
			switch q := p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				c.PLIs.Add(1)
				select {
				case c.keys <- struct{}{}:
				default:
				}
			case *rtcp.ReceiverEstimatedMaximumBitrate:
				if c.opt.OnREMB != nil {
					c.opt.OnREMB(q.Bitrate)
				}
			case *rtcp.ReceiverReport:
				for _, b := range q.Reports {
					if c.opt.OnReport != nil {
						c.opt.OnReport(b)
					}
				}
			}
		}
	}
}

func (c *Client) onTrack(t *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
	go func() {
		for {
			if _, _, err := r.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 1500)
	var p rtp.Packet
	for {
		n, _, err := t.Read(buf)
		if err != nil {
			return
		}
		c.Packets.Add(1)
		c.Bytes.Add(uint64(n))
		if c.opt.OnRTP != nil && p.Unmarshal(buf[:n]) == nil {
			c.opt.OnRTP(t.StreamID()+"/"+t.Kind().String(), &p)
		}
	}
}

// Offer gives the SDP with all candidates in it.
func (c *Client) Offer(ctx context.Context) (string, error) {
	o, err := c.pc.CreateOffer(nil)
	if err != nil {
		return "", err
	}
	done := webrtc.GatheringCompletePromise(c.pc)
	if err := c.pc.SetLocalDescription(o); err != nil {
		return "", err
	}
	select {
	case <-done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	return c.pc.LocalDescription().SDP, nil
}

// Accept takes the server's answer and waits for the connection.
func (c *Client) Accept(ctx context.Context, answer string) error {
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return err
	}
	select {
	case <-c.connected:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("connect: %w (%s)", ctx.Err(), c.pc.ConnectionState())
	}
}

// SendVideo sends one frame; its timestamp is the moment of sending.
func (c *Client) SendVideo(frame []byte) error { return c.video.send(frame) }

// SendAudio sends one Opus packet of 20 ms; its timestamp is the moment of sending, or the end of the packet before.
func (c *Client) SendAudio(frame []byte) error { return c.audio.send(frame) }

// SendVideoAs sends what was captured so long after any one moment, the same for picture and sound, whenever it is called.
func (c *Client) SendVideoAs(frame []byte, captured time.Duration) error {
	return c.video.sendAs(frame, captured)
}

// SendAudioAs does so with sound.
func (c *Client) SendAudioAs(frame []byte, captured time.Duration) error {
	return c.audio.sendAs(frame, captured)
}

// Keys has a token when a key frame was asked for since the last one was taken.
func (c *Client) Keys() <-chan struct{} { return c.keys }

// Close leaves, without a word to the server's signalling.
func (c *Client) Close() error {
	err := c.pc.GracefulClose()
	c.wg.Wait()
	return err
}
