package media

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/pion/dtls/v3"
	prints "github.com/pion/dtls/v3/pkg/crypto/fingerprint"
	"github.com/pion/srtp/v3"
)

// replayWindow is how far back a packet may come, per source, before it is taken for one that was seen.
const replayWindow = 64

var (
	errCertificate = errors.New("media: the certificate is not the one of the offer")
	errNoProfile   = errors.New("media: no protection profile in common")
)

// profiles are how media may be encrypted, the best first.
var profiles = map[dtls.SRTPProtectionProfile]srtp.ProtectionProfile{
	dtls.SRTP_AEAD_AES_256_GCM:       srtp.ProtectionProfileAeadAes256Gcm,
	dtls.SRTP_AEAD_AES_128_GCM:       srtp.ProtectionProfileAeadAes128Gcm,
	dtls.SRTP_AES128_CM_HMAC_SHA1_80: srtp.ProtectionProfileAes128CmHmacSha1_80,
}

// secrets decrypt what comes and encrypt what goes.
type secrets struct{ in, out *srtp.Context }

// handshake proves that the client holds the certificate of its offer and agrees on keys.
func (l *link) handshake() (*dtls.Conn, secrets, error) {
	l.pipe.out = l.conn
	opts := []dtls.Option{
		dtls.WithCertificates(l.cert),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithInsecureSkipVerify(true), // no authority knows it: its fingerprint came with the offer
		dtls.WithVerifyPeerCertificate(l.verify),
		dtls.WithLoggerFactory(l.srv.logs),
	}
	var conn *dtls.Conn
	var err error
	if l.deal.active {
		var o []dtls.ClientOption
		for _, x := range opts {
			o = append(o, x)
		}
		conn, err = dtls.ClientWithOptions(l.pipe, l.conn.RemoteAddr(), o...)
	} else {
		o := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert)}
		for _, x := range opts {
			o = append(o, x)
		}
		conn, err = dtls.ServerWithOptions(l.pipe, l.conn.RemoteAddr(), o...)
	}
	if err != nil {
		return nil, secrets{}, err
	}
	if err = conn.HandshakeContext(l.ctx); err == nil {
		var s secrets
		if s, err = l.secrets(conn); err == nil {
			return conn, s, nil
		}
	}
	_ = conn.Close()
	return nil, secrets{}, err
}

// verify holds the client's certificate against the fingerprints of its offer.
func (l *link) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) == 0 {
		return errCertificate
	}
	cert, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	for _, f := range l.deal.fingerprints {
		h, err := prints.HashFromString(f.hash)
		if err != nil {
			continue
		}
		if v, err := prints.Fingerprint(cert, h); err == nil && strings.EqualFold(v, f.value) {
			return nil
		}
	}
	return errCertificate
}

func (l *link) secrets(conn *dtls.Conn) (s secrets, err error) {
	chosen, _ := conn.SelectedSRTPProtectionProfile()
	c := srtp.Config{}
	var ok bool
	if c.Profile, ok = profiles[chosen]; !ok {
		return s, errNoProfile
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return s, errors.New("media: handshake without a state")
	}
	if err := c.ExtractSessionKeysFromDTLS(&state, l.deal.active); err != nil {
		return s, fmt.Errorf("take keys out of the handshake: %w", err)
	}
	var opts []srtp.ContextOption
	if l.deal.cryptex {
		opts = append(opts, srtp.Cryptex(srtp.CryptexModeEnabled))
	}
	k := c.Keys
	if s.out, err = srtp.CreateContext(k.LocalMasterKey, k.LocalMasterSalt, c.Profile, opts...); err != nil {
		return s, err
	}
	opts = append(opts, srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	s.in, err = srtp.CreateContext(k.RemoteMasterKey, k.RemoteMasterSalt, c.Profile, opts...)
	return s, err
}
