package message

import (
	"context"
	"errors"
	"fmt"

	"github.com/wneessen/go-mail"
)

// SMTPConfig is the operator's mail server.
type SMTPConfig struct {
	Host     string
	Port     int
	User     string
	Password string
	From     string
	TLS      string // starttls, tls or none
}

// SMTP carries letters to a mail server. Each goes over a connection of its own:
// links are few, and a kept connection is one more thing that breaks.
type SMTP struct{ config SMTPConfig }

// NewSMTP checks the configuration; nothing is dialled.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	s := &SMTP{c}
	if _, err := s.client(); err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	if err := mail.NewMsg().From(c.From); err != nil {
		return nil, fmt.Errorf("smtp: from: %w", err)
	}
	return s, nil
}

func (s *SMTP) client() (*mail.Client, error) {
	o := []mail.Option{mail.WithPort(s.config.Port), mail.WithTimeout(tryLimit)}
	switch s.config.TLS {
	case "starttls":
		o = append(o, mail.WithTLSPolicy(mail.TLSMandatory))
	case "tls":
		o = append(o, mail.WithSSL())
	case "none":
		o = append(o, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, errors.New("tls must be starttls, tls or none")
	}
	if s.config.User != "" {
		o = append(o, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.config.User), mail.WithPassword(s.config.Password))
	}
	return mail.NewClient(s.config.Host, o...)
}

// Carry sends one letter. What the server says may name the customer, so of it
// only the code is told.
func (s *SMTP) Carry(ctx context.Context, to, subject, text string) error {
	m := mail.NewMsg()
	if err := m.From(s.config.From); err != nil {
		return &Refusal{"smtp_from"}
	}
	if err := m.To(to); err != nil {
		return &Refusal{"smtp_recipient"}
	}
	m.Subject(subject)
	m.SetMessageID()
	m.SetDate()
	m.SetBodyString(mail.TypeTextPlain, text)
	c, err := s.client()
	if err != nil {
		return &Refusal{"smtp_configuration"}
	}
	err = c.DialAndSendWithContext(ctx, m)
	var sending *mail.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &sending):
		return errors.New("smtp_unreachable") // dialling, TLS or log-in
	case sending.ErrorCode() >= 500:
		return &Refusal{fmt.Sprintf("smtp_%d", sending.ErrorCode())}
	}
	return fmt.Errorf("smtp_%d", sending.ErrorCode())
}
