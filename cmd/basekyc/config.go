package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/goccy/go-yaml"

	"github.com/basekyc/basekyc/internal/message"
	"github.com/basekyc/basekyc/internal/webhook"

	"github.com/basekyc/basekyc/internal/kyc"
)

// Config is everything an operator can set. basekyc.sample.yaml explains each
// line; the environment overrides the file.
type Config struct {
	Listen  string `yaml:"listen" env:"BASEKYC_LISTEN"`
	BaseURL string `yaml:"base_url" env:"BASEKYC_BASE_URL"`
	Data    string `yaml:"data" env:"BASEKYC_DATA"`

	Database string `yaml:"database" env:"BASEKYC_DATABASE"`
	Bus      string `yaml:"bus" env:"BASEKYC_BUS"`
	Models   string `yaml:"models" env:"BASEKYC_MODELS"`
	GeoIP    string `yaml:"geoip" env:"BASEKYC_GEOIP"`

	TLS      TLSConfig     `yaml:"tls" envPrefix:"BASEKYC_TLS_"`
	Media    MediaConfig   `yaml:"media" envPrefix:"BASEKYC_MEDIA_"`
	TURN     TURNConfig    `yaml:"turn" envPrefix:"BASEKYC_TURN_"`
	Webhooks WebhookConfig `yaml:"webhooks" envPrefix:"BASEKYC_WEBHOOKS_"`
	Vision   VisionConfig  `yaml:"vision" envPrefix:"BASEKYC_VISION_"`
	Limits   LimitConfig   `yaml:"limits" envPrefix:"BASEKYC_LIMITS_"`

	Composite CompositeConfig `yaml:"composite" envPrefix:"BASEKYC_COMPOSITE_"`

	Sandbox SandboxConfig `yaml:"sandbox" envPrefix:"BASEKYC_SANDBOX_"`

	Profiles       []ProfileConfig `yaml:"profiles" env:"-"`
	DefaultProfile string          `yaml:"default_profile" env:"BASEKYC_DEFAULT_PROFILE"`

	SignUp string    `yaml:"sign_up" env:"BASEKYC_SIGN_UP"`
	SSO    SSOConfig `yaml:"sso" envPrefix:"BASEKYC_SSO_"`

	SMTP SMTPConfig `yaml:"smtp" envPrefix:"BASEKYC_SMTP_"`
	SMS  SMSConfig  `yaml:"sms" envPrefix:"BASEKYC_SMS_"`

	TrustedProxies []string `yaml:"trusted_proxies" env:"BASEKYC_TRUSTED_PROXIES"`

	InsecureHTTP bool   `yaml:"insecure_http" env:"BASEKYC_INSECURE_HTTP"`
	LogLevel     string `yaml:"log_level" env:"BASEKYC_LOG_LEVEL"`

	// Demo is set by the demo command and not by operators.
	Demo bool `yaml:"-" env:"-"`
}

// MediaConfig is the call's part.
type MediaConfig struct {
	UDP      string   `yaml:"udp" env:"UDP"`
	TCP      string   `yaml:"tcp" env:"TCP"`
	Announce []string `yaml:"announce" env:"ANNOUNCE"`
}

// WebhookConfig is the delivery's part. An empty schedule means the default.
type WebhookConfig struct {
	Schedule      []time.Duration `yaml:"schedule" env:"SCHEDULE"`
	Timeout       time.Duration   `yaml:"timeout" env:"TIMEOUT"`
	AllowLoopback bool            `yaml:"allow_loopback" env:"ALLOW_LOOPBACK"`
}

// SMTPConfig is the mail server that links are sent by. Without a host none are.
type SMTPConfig struct {
	Host     string `yaml:"host" env:"HOST"`
	Port     int    `yaml:"port" env:"PORT"`
	User     string `yaml:"user" env:"USER"`
	Password string `yaml:"password" env:"PASSWORD"`
	From     string `yaml:"from" env:"FROM"`
	TLS      string `yaml:"tls" env:"TLS"`
}

// SMSConfig is the HTTP interface of an SMS provider. Without an address links
// are not sent by SMS.
type SMSConfig struct {
	URL     string            `yaml:"url" env:"URL"`
	Method  string            `yaml:"method" env:"METHOD"`
	Headers map[string]string `yaml:"headers" env:"HEADERS"`
	Body    string            `yaml:"body" env:"BODY"`
}

// carriers of links in live mode.
func (c *Config) carriers() (map[kyc.Channel]message.Carrier, error) {
	out := map[kyc.Channel]message.Carrier{}
	if c.SMTP.Host != "" {
		s, err := message.NewSMTP(message.SMTPConfig(c.SMTP))
		if err != nil {
			return nil, err
		}
		out[kyc.Email] = s
	}
	if c.SMS.URL != "" {
		dialer := &webhook.Dialer{AllowLoopback: c.Webhooks.AllowLoopback}
		s, err := message.NewSMS(message.SMSConfig{URL: c.SMS.URL, Method: c.SMS.Method, Headers: c.SMS.Headers, Body: c.SMS.Body, Dial: dialer.DialContext})
		if err != nil {
			return nil, err
		}
		out[kyc.SMS] = s
	}
	return out, nil
}

// VisionConfig holds the thresholds; they are stored with each result.
type VisionConfig struct {
	Workers           int     `yaml:"workers" env:"WORKERS"`
	Match             float64 `yaml:"match" env:"MATCH"`
	Mismatch          float64 `yaml:"mismatch" env:"MISMATCH"`
	MinDocumentFacePx float64 `yaml:"min_document_face_px" env:"MIN_DOCUMENT_FACE_PX"`
	SpoofFine         float64 `yaml:"spoof_fine" env:"SPOOF_FINE"`
	SpoofSuspicious   float64 `yaml:"spoof_suspicious" env:"SPOOF_SUSPICIOUS"`
}

// LimitConfig bounds what one key may ask for.
type LimitConfig struct {
	PerSecond int `yaml:"per_second" env:"PER_SECOND"`
	Burst     int `yaml:"burst" env:"BURST"`
}

// CompositeConfig is the making of films out of recordings.
type CompositeConfig struct {
	Workers int `yaml:"workers" env:"WORKERS"`
}

// SandboxConfig is test mode's part.
type SandboxConfig struct {
	Officer bool `yaml:"officer" env:"OFFICER"`
}

// defaults of a server on one machine.
func defaults() Config {
	return Config{Listen: "127.0.0.1:8080", Data: "data", Media: MediaConfig{UDP: ":5004", TCP: ":5004"}, TURN: TURNConfig{HTTPS: true},
		Webhooks: WebhookConfig{Timeout: 5 * time.Second},
		SMTP:     SMTPConfig{Port: 587, TLS: "starttls"}, SMS: SMSConfig{Method: "POST", Headers: map[string]string{}},
		Vision:    VisionConfig{Match: 0.34, Mismatch: 0.20, MinDocumentFacePx: 80, SpoofFine: 0.5, SpoofSuspicious: 0.2},
		Composite: CompositeConfig{Workers: 1},
		Sandbox:   SandboxConfig{Officer: true},
		SSO:       SSOConfig{Name: "single sign-on"},
		SignUp:    string(kyc.SignUpClosed), LogLevel: "info"}
}

// loadConfig reads a file over the defaults, then the environment. Unknown
// keys are refused: a typing error must not silently mean the default.
func loadConfig(file string) (Config, error) {
	c := defaults()
	if file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			return c, fmt.Errorf("read configuration: %w", err)
		}
		if err := yaml.UnmarshalWithOptions(raw, &c, yaml.Strict()); err != nil {
			return c, fmt.Errorf("configuration %s: %w", file, err)
		}
	}
	if err := env.Parse(&c); err != nil {
		return c, fmt.Errorf("configuration from the environment: %w", err)
	}
	return c, c.validate()
}

// validate refuses what cannot work, with what to do about it.
func (c *Config) validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		bad("listen %q: must be host:port", c.Listen)
	}
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		switch {
		case err != nil || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "":
			bad("base_url %q: must be like https://kyc.example.com", c.BaseURL)
		case u.Scheme != "https" && !loopback(u.Hostname()) && !c.InsecureHTTP:
			bad("base_url %q: browsers open cameras on https only; set tls, or put a TLS proxy in front, or set insecure_http for a test", c.BaseURL)
		}
	} else if !loopback(host) && !c.InsecureHTTP {
		bad("listen %q is not loopback: set base_url to the https address that customers use", c.Listen)
	}
	if !loopback(host) && !c.TLS.on() && len(c.TrustedProxies) == 0 && !c.InsecureHTTP {
		bad("listen %q would serve plain HTTP to other machines: set tls, or name the proxy that ends TLS in trusted_proxies, or listen on 127.0.0.1", c.Listen)
	}
	if err := c.TLS.validate(); err != nil {
		errs = append(errs, err)
	}
	if err := c.SSO.validate(); err != nil {
		errs = append(errs, err)
	}
	if err := c.TURN.validate(c.TLS.on()); err != nil {
		errs = append(errs, err)
	}
	if !slices.Contains([]kyc.SignUp{kyc.SignUpOpen, kyc.SignUpInvite, kyc.SignUpClosed}, kyc.SignUp(c.SignUp)) {
		bad("sign_up %q: must be open, invite or closed", c.SignUp)
	}
	for _, a := range c.Media.Announce {
		if net.ParseIP(a) == nil {
			bad("media.announce %q: must be an IP address", a)
		}
	}
	if _, err := c.profiles(); err != nil {
		errs = append(errs, err)
	}
	if _, err := c.carriers(); err != nil {
		errs = append(errs, err)
	}
	if _, err := trustedProxies(c.TrustedProxies); err != nil {
		errs = append(errs, err)
	}
	v := c.Vision
	if !(0 <= v.Mismatch && v.Mismatch <= v.Match && v.Match < 1) || !(0 <= v.SpoofSuspicious && v.SpoofSuspicious <= v.SpoofFine && v.SpoofFine <= 1) {
		bad("vision: mismatch must not be above match, spoof_suspicious not above spoof_fine, all within 0 and 1")
	}
	if c.Webhooks.Timeout <= 0 || c.Webhooks.Timeout > 30*time.Second {
		bad("webhooks.timeout %s: must be above 0 and at most 30s", c.Webhooks.Timeout)
	}
	return errors.Join(errs...)
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// dsn of the database: PostgreSQL when configured, else SQLite in the data folder.
func (c *Config) dsn() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "basekyc.db")
}

// base address of links, without a slash at the end.
func (c *Config) base(bound net.Addr) string {
	if c.BaseURL != "" {
		return strings.TrimSuffix(c.BaseURL, "/")
	}
	_, port, _ := net.SplitHostPort(bound.String())
	if c.TLS.on() {
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}
