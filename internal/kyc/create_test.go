package kyc

import (
	"testing"
	"time"
)

func TestOrdersAreChecked(t *testing.T) {
	tests := map[string]struct {
		change func(*Order)
		field  string
	}{
		"no name":        {func(o *Order) { o.Customer.Name = " " }, "customer.name"},
		"control":        {func(o *Order) { o.Customer.Name = "a\x00b" }, "customer.name"},
		"turned text":    {func(o *Order) { o.Customer.Name = "Asha \u202eoaR" }, "customer.name"},
		"isolated text":  {func(o *Order) { o.Customer.Name = "Asha \u2067Rao" }, "customer.name"},
		"nothing seen":   {func(o *Order) { o.Customer.Name = "\ufeff\u200d" }, "customer.name"},
		"turned e-mail":  {func(o *Order) { o.Customer.Email = "a\u202e@b.in" }, "customer.email"},
		"mobile":         {func(o *Order) { o.Customer.Mobile = "12" }, "customer.mobile"},
		"email":          {func(o *Order) { o.Customer.Email = "Asha <a@b.c>" }, "customer.email"},
		"born tomorrow":  {func(o *Order) { o.Customer.DateOfBirth = "2090-01-01" }, "customer.date_of_birth"},
		"type":           {func(o *Order) { o.Type = "half_kyc" }, "verification_type"},
		"language":       {func(o *Order) { o.Language = "fr" }, "language"},
		"document":       {func(o *Order) { o.Documents = []DocumentType{"library_card"} }, "documents[0]"},
		"short expiry":   {func(o *Order) { o.ExpiresIn = time.Second }, "expires_in"},
		"long grace":     {func(o *Order) { o.GracePeriod = time.Hour }, "grace_period"},
		"redirect":       {func(o *Order) { o.RedirectURL = "javascript:alert(1)" }, "redirect_url"},
		"plain redirect": {func(o *Order) { o.RedirectURL = "http://bank.example/" }, "redirect_url"},
		"metadata":       {func(o *Order) { o.Metadata = map[string]string{"": "x"} }, "metadata"},
	}
	for name, tt := range tests {
		o := order()
		tt.change(&o)
		_, _, err := NewSession(tenant, "vs_x", o, Link{}, start)
		e, ok := err.(*Error)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Field != tt.field {
			t.Errorf("%s: got %+v", name, err)
		}
	}
	o := order()
	o.Customer.Name = "சுப்பிரமணியம் வெங்கடேஸ்வரன்"
	s, _, err := NewSession(tenant, "vs_x", o, Link{}, start)
	if err != nil {
		t.Fatal(err)
	}
	if s.Customer.Mobile != "+919800000002" {
		t.Errorf("mobile is %s", s.Customer.Mobile)
	}
	for _, written := range []string{"+919800000002", "919800000002", "09800000002", "98000 00002", "+91-98000-00002"} {
		o.Customer.Mobile = written
		if s, _, err := NewSession(tenant, "vs_x", o, Link{}, start); err != nil || s.Customer.Mobile != "+919800000002" {
			t.Errorf("%s: %v", written, err)
		}
	}
}
