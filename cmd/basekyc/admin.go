package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/basekyc/basekyc/internal/account"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/store"
)

// Commands of an operator, straight on the database; they may run while the
// server does. What is secret is printed once and kept as a hash.

// AccountsCmd manages tenants.
type AccountsCmd struct {
	Create AccountsCreateCmd `cmd:"" help:"Make an account."`
	Invite AccountsInviteCmd `cmd:"" help:"Make a code with which somebody can sign up."`
	List   AccountsListCmd   `cmd:"" help:"List accounts."`
}

// OfficersCmd manages staff. A running server sees a change with the next
// request of the officer; a call of his goes on until then.
type OfficersCmd struct {
	Create   OfficersCreateCmd   `cmd:"" help:"Make a log-in for an officer and print its password once."`
	List     OfficersListCmd     `cmd:"" help:"List the staff of an account."`
	Remove   OfficersRemoveCmd   `cmd:"" help:"Take an officer off the staff."`
	Password OfficersPasswordCmd `cmd:"" help:"Give an officer a new password and print it once."`
	Disarm   OfficersDisarmCmd   `cmd:"" help:"Take a lost authenticator, all passkeys and recovery codes off an officer: the password alone lets him in again."`
}

// onDatabase is what every such command needs.
type onDatabase struct {
	Config string `help:"Configuration file of the server." type:"existingfile"`
}

// admin runs do on the server's database.
func (o onDatabase) admin(do func(context.Context, *store.Store, *account.Service) error) error {
	config, err := loadConfig(o.Config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(config.Data, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	ctx, stop := untilSignal()
	defer stop()
	st, err := store.Open(ctx, store.Options{DSN: config.dsn(), Now: time.Now, Entropy: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	service, err := account.New(account.Options{Store: st, Now: time.Now, Entropy: rand.Reader})
	if err == nil {
		err = do(ctx, st, service)
	}
	if e := st.Close(); err == nil {
		err = e
	}
	return err
}

// AccountsCreateCmd makes a tenant.
type AccountsCreateCmd struct {
	onDatabase `embed:""`
	Name       string `arg:"" help:"Name that customers see, such as Demo Bank."`
}

// Run prints the id.
func (c *AccountsCreateCmd) Run() error {
	name := strings.TrimSpace(c.Name)
	if name == "" || len(name) > 200 {
		return fmt.Errorf("name: 1 to 200 bytes")
	}
	return c.admin(func(ctx context.Context, st *store.Store, _ *account.Service) error {
		var e kyc.Entropy
		if _, err := rand.Read(e[:]); err != nil {
			return err
		}
		now := time.Now().UTC().Truncate(time.Microsecond)
		a := kyc.Account{ID: kyc.ID(kyc.PrefixAccount, now, e), Name: name, CreatedAt: now}
		if err := st.CreateAccount(ctx, a); err != nil {
			return err
		}
		fmt.Println(a.ID)
		return nil
	})
}

// AccountsInviteCmd invites a founder.
type AccountsInviteCmd struct {
	onDatabase `embed:""`
	Email      string `help:"The only address that may use the code; any if empty."`
}

// Run prints the code.
func (c *AccountsInviteCmd) Run() error {
	return c.admin(func(ctx context.Context, _ *store.Store, s *account.Service) error {
		code, _, err := s.InviteFounder(ctx, c.Email)
		if err != nil {
			return err
		}
		fmt.Println(code)
		return nil
	})
}

// AccountsListCmd lists tenants.
type AccountsListCmd struct {
	onDatabase `embed:""`
}

// Run prints a line each.
func (c *AccountsListCmd) Run() error {
	return c.admin(func(ctx context.Context, st *store.Store, _ *account.Service) error {
		list, err := st.Accounts(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, a := range list {
			fmt.Fprintf(w, "%s\t%s\n", a.ID, a.Name)
		}
		return w.Flush()
	})
}

// OfficersCreateCmd makes a log-in.
type OfficersCreateCmd struct {
	onDatabase `embed:""`
	Account    string   `help:"Id of the account." required:""`
	Email      string   `help:"Log-in." required:""`
	Name       string   `help:"Name that customers see." required:""`
	Role       []string `help:"agent, auditor, supervisor, admin or developer; may be repeated." enum:"agent,auditor,supervisor,admin,developer" default:"agent"`
}

// Run prints the password.
func (c *OfficersCreateCmd) Run() error {
	return c.admin(func(ctx context.Context, st *store.Store, s *account.Service) error {
		if _, err := st.Account(ctx, c.Account); err != nil {
			return err
		}
		var secret [15]byte // 120 bits
		if _, err := rand.Read(secret[:]); err != nil {
			return err
		}
		password := strings.ToLower(base32.StdEncoding.EncodeToString(secret[:]))
		var roles []kyc.Role
		for _, r := range c.Role {
			roles = append(roles, kyc.Role(r))
		}
		if _, err := s.AddOfficer(ctx, c.Account, c.Email, c.Name, password, roles...); err != nil {
			return err
		}
		fmt.Println(password)
		return nil
	})
}

// OfficersListCmd lists staff.
type OfficersListCmd struct {
	onDatabase `embed:""`
	Account    string `help:"Id of the account." required:""`
}

// Run prints a line each.
func (c *OfficersListCmd) Run() error {
	return c.admin(func(ctx context.Context, _ *store.Store, s *account.Service) error {
		list, err := s.Members(ctx, c.Account)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, o := range list {
			var roles []string
			for _, r := range o.Roles {
				roles = append(roles, string(r))
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", o.ID, o.Email, strings.Join(roles, ","), o.Name)
		}
		return w.Flush()
	})
}

// OfficersRemoveCmd removes one of the staff.
type OfficersRemoveCmd struct {
	onDatabase `embed:""`
	Account    string `help:"Id of the account." required:""`
	ID         string `arg:"" help:"Id of the officer: off_..."`
}

// Run removes.
func (c *OfficersRemoveCmd) Run() error {
	return c.admin(func(ctx context.Context, _ *store.Store, s *account.Service) error {
		return s.RemoveMember(ctx, operator(c.Account), c.ID)
	})
}

// OfficersPasswordCmd resets a password.
type OfficersPasswordCmd struct {
	onDatabase `embed:""`
	Email      string `arg:"" help:"Log-in."`
}

// Run prints the password.
func (c *OfficersPasswordCmd) Run() error {
	return c.admin(func(ctx context.Context, _ *store.Store, s *account.Service) error {
		password, err := s.ResetPassword(ctx, c.Email)
		if err != nil {
			return err
		}
		fmt.Println(password)
		return nil
	})
}

// OfficersDisarmCmd takes a second factor off.
type OfficersDisarmCmd struct {
	onDatabase `embed:""`
	Account    string `help:"Id of the account." required:""`
	ID         string `arg:"" help:"Id of the officer: off_..."`
}

// Run takes it off.
func (c *OfficersDisarmCmd) Run() error {
	return c.admin(func(ctx context.Context, _ *store.Store, s *account.Service) error {
		return s.Disarm(ctx, operator(c.Account), c.ID)
	})
}

// operator may do all of an account.
func operator(account string) *kyc.Principal {
	return &kyc.Principal{Scope: kyc.Scope{Account: account}, Permissions: kyc.Permissions}
}
