package rest

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/basekyc/basekyc/api"
	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/wire"
)

func mountAccount(s *server) {
	const path, logo = "/v1/account", "/v1/account/logo"
	handle(s, route{ID: "getAccount", Method: http.MethodGet, Path: path, Door: backend, Needs: kyc.ReadAccount, Tag: "account",
		Summary: "Read the account"}, s.getAccount)
	handle(s, route{ID: "updateAccount", Method: http.MethodPatch, Path: path, Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account",
		Summary: "Change the account's name, looks or what it asks of its staff"}, s.updateAccount)
	handle(s, route{ID: "putLogo", Method: http.MethodPut, Path: logo, Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account",
		MaxBody: kyc.MaxLogo, Accepts: pictureTypes, Summary: "Set the logo", Text: "PNG, JPEG or WebP of at most 256 KiB. The customer's page shows it 28 pixels high."}, s.putLogo)
	handle(s, route{ID: "deleteLogo", Method: http.MethodDelete, Path: logo, Door: backend, Needs: kyc.WriteAccount, Enter: overStaff, Tag: "account",
		Summary: "Remove the logo"}, s.deleteLogo)
	handle(s, route{ID: "getLogo", Method: http.MethodGet, Path: "/brand/{account}/{sha256}", Door: open, Tag: "customer", Errors: []int{404},
		Replies: pictureTypes, Summary: "Load an account's logo"}, s.getLogo)
}

var pictureTypes = []string{"image/jpeg", "image/png", "image/webp"}

func (s *server) getAccount(ctx context.Context, c *call, _ *struct{}) (*body[api.Account], error) {
	return s.accountReply(s.Accounts.Account(ctx, c.scope.Account))
}

type updateAccount struct{ Body api.AccountChange }

func (s *server) updateAccount(ctx context.Context, c *call, in *updateAccount) (*body[api.Account], error) {
	change := kyc.AccountChange{Name: trimmed(in.Body.Name)}
	if b := in.Body.Branding; b != nil && b.Color != nil {
		lower := strings.ToLower(*b.Color)
		change.Color = &lower
	}
	if b := in.Body.Branding; b != nil && b.Look != nil {
		look := kyc.Look(*b.Look)
		for _, color := range []*string{&look.Surface, &look.Text, &look.DarkSurface, &look.DarkText, &look.Danger} {
			*color = strings.ToLower(*color)
		}
		change.Look = &look
	}
	if sec := in.Body.Security; sec != nil {
		change.RequireSecondFactor, change.RequireCertificate = sec.RequireSecondFactor, sec.RequireCertificate
	}
	if d := in.Body.Desk; d != nil {
		change.WaitTarget, change.WidenAfter, change.Skills = seconds(d.WaitTarget), seconds(d.WidenAfter), d.Skills
	}
	return s.accountReply(s.Tenants.ChangeAccount(ctx, c.scope.Account, change))
}

func seconds(n *int64) *time.Duration {
	if n == nil {
		return nil
	}
	d := time.Duration(*n) * time.Second
	return &d
}

type putLogo struct {
	Type    string `header:"Content-Type" required:"true" maxLength:"100"`
	RawBody []byte
}

func (s *server) putLogo(ctx context.Context, c *call, in *putLogo) (*body[api.Account], error) {
	kind, _, err := mime.ParseMediaType(in.Type)
	if err != nil {
		return nil, errMediaType
	}
	if _, _, err := s.Pictures.CheckPicture(ctx, kind, in.RawBody); err != nil {
		return nil, err
	}
	return s.accountReply(s.Tenants.SetLogo(ctx, c.scope.Account, kind, in.RawBody))
}

func (s *server) deleteLogo(ctx context.Context, c *call, _ *struct{}) (*body[api.Account], error) {
	return s.accountReply(s.Tenants.RemoveLogo(ctx, c.scope.Account))
}

func (s *server) accountReply(a *kyc.Account, err error) (*body[api.Account], error) {
	if err != nil {
		return nil, err
	}
	return &body[api.Account]{wire.Account(a, s.BaseURL)}, nil
}

type getLogo struct {
	Account string `path:"account" maxLength:"40"`
	SHA256  string `path:"sha256" maxLength:"64"`
}

// getLogo is open: customers' pages load it, on other sites too. Its address is
// its content, so it may be kept for ever; nothing but a picture is ever sent.
func (s *server) getLogo(ctx context.Context, _ *call, in *getLogo) (*huma.StreamResponse, error) {
	if err := mustBe(in.Account, kyc.PrefixAccount, errNoRoute); err != nil {
		return nil, err
	}
	logo, r, err := s.Tenants.Logo(ctx, in.Account, in.SHA256)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer r.Close()
		hc.SetHeader("Content-Type", logo.Type)
		hc.SetHeader("Cache-Control", "public, max-age=31536000, immutable")
		hc.SetHeader("Cross-Origin-Resource-Policy", "cross-origin")
		hc.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		_, _ = io.Copy(hc.BodyWriter(), r) // fails only when the caller is gone
	}}, nil
}
