package main

import (
	"errors"

	"github.com/basekyc/basekyc/internal/kyc"
)

// ProfileConfig is a regulator profile of the operator's own.
type ProfileConfig struct {
	Name          string       `yaml:"name"`
	Title         string       `yaml:"title"`
	Base          string       `yaml:"base"`
	Questions     *int         `yaml:"questions"`
	Interruptions []string     `yaml:"interruptions"`
	Audit         bool         `yaml:"audit"`
	AuditShare    *int         `yaml:"audit_share"`
	WatchTold     string       `yaml:"watch_told"`
	Rules         []RuleConfig `yaml:"rules"`
}

// RuleConfig is what such a profile says of one rule.
type RuleConfig struct {
	ID       string `yaml:"id"`
	Text     string `yaml:"text"`
	Severity string `yaml:"severity"`
	Check    string `yaml:"check"`
	Outside  string `yaml:"outside"`
	Because  string `yaml:"because"`
}

// profiles that sessions can be ordered under.
func (c *Config) profiles() (*kyc.Book, error) {
	custom := make([]kyc.CustomProfile, len(c.Profiles))
	for i, p := range c.Profiles {
		custom[i] = kyc.CustomProfile{Name: p.Name, Title: p.Title, Base: p.Base, Questions: p.Questions, Audit: p.Audit, AuditShare: p.AuditShare, WatchTold: kyc.Told(p.WatchTold)}
		for _, v := range p.Interruptions {
			custom[i].Interruptions = append(custom[i].Interruptions, kyc.InterruptionPolicy(v))
		}
		for _, r := range p.Rules {
			custom[i].Rules = append(custom[i].Rules, kyc.RuleChange{ID: r.ID, Text: r.Text, Severity: kyc.Severity(r.Severity),
				Check: kyc.RuleCheck(r.Check), Outside: r.Outside, Because: r.Because})
		}
	}
	book, wrong := kyc.NewBook(custom, c.DefaultProfile)
	var errs []error
	for _, w := range wrong {
		errs = append(errs, errors.New(w))
	}
	return book, errors.Join(errs...)
}
