package rest

import (
	"context"
	"io"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
	"github.com/basekyc/basekyc/internal/token"
	"github.com/basekyc/basekyc/internal/webhook"
)

// What the doors need from the features behind them. Every method returns a
// *kyc.Error (possibly wrapped) for what the caller may know; any other error
// is answered with 500 and logged. Sessions handed out are not changed by rest.

// Sessions creates, reads and ends sessions for backends.
type Sessions interface {
	// Create validates the order and answers with the session in status created.
	Create(ctx context.Context, scope kyc.Scope, o kyc.Order) (*kyc.Session, token.Link, error)
	// Get answers kyc.ErrNoSession also for another scope's session.
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	List(ctx context.Context, scope kyc.Scope, q kyc.SessionQuery) (page []*kyc.Session, more bool, err error)
	Cancel(ctx context.Context, scope kyc.Scope, id string) (*kyc.Session, error)
	// Reissue replaces the link; the former device loses its hold.
	// by says how the customer is sent the link: channel_unavailable.
	Reissue(ctx context.Context, scope kyc.Scope, id string, by []kyc.Channel) (*kyc.Session, token.Link, error)
	// Reschedule makes an appointment and replaces the link: slot_full.
	Reschedule(ctx context.Context, scope kyc.Scope, id string, to time.Time, by []kyc.Channel) (*kyc.Session, token.Link, error)
	// Slots of days from a date on, YYYY-MM-DD; "" is today.
	Slots(ctx context.Context, scope kyc.Scope, from string, days int) (kyc.Hours, []kyc.Slot, error)
	// Book is Reschedule of a customer who is there: link and device stay. slot_full.
	Book(ctx context.Context, ref kyc.Ref, by kyc.OfficerRef, to time.Time) (*kyc.Session, error)
	Return(ctx context.Context, ref kyc.Ref) (*kyc.Session, error) // wrong_state
	Hours(ctx context.Context, account string) (kyc.Hours, error)
	SetHours(ctx context.Context, account string, h kyc.Hours) error
}

// Sandbox plays with test sessions: internal/session. It refuses live scopes.
type Sandbox interface {
	Play(ctx context.Context, scope kyc.Scope, id string, a kyc.Action) (*kyc.Session, error)
	// MockEvent delivers an event that has not happened; session may be empty.
	MockEvent(ctx context.Context, scope kyc.Scope, t kyc.EventType, session string) (*kyc.Event, error)
	Advance(ctx context.Context, scope kyc.Scope, d time.Duration) (Advanced, error)
}

// Advanced is an alias of a plain struct, so that a feature can answer it
// without importing rest.
type Advanced = struct{ Sessions, Deliveries int }

// Messages lists the links that we sent: internal/store.
type Messages interface {
	Messages(ctx context.Context, scope kyc.Scope, after string, limit int) (page []kyc.Message, more bool, err error)
	SessionMessages(ctx context.Context, scope kyc.Scope, session string) ([]kyc.Message, error)
}

// Letters opens what a message says: internal/message. It is empty when that is gone.
type Letters interface {
	Open(*kyc.Message) (kyc.Letter, error)
}

// Customers is the customer's side of a session. Rest calls Authenticate before
// every other method except ExchangeCode and ExchangeToken.
type Customers interface {
	// Authenticate lets a device in: token_invalid, token_expired, wrong_device.
	Authenticate(ctx context.Context, rawToken, device string) (*kyc.Session, error)
	// ExchangeCode binds the device by the link's code: link_invalid (also when
	// there is no such session), link_used, session_ended.
	ExchangeCode(ctx context.Context, session, code string, device kyc.Hash) (*kyc.Session, token.Grant, error)
	// ExchangeToken binds the device by the embedding token, whose signature,
	// end and account rest has verified. It checks that tokenID is still the
	// session's Link.TokenID: token_invalid, link_used, session_ended.
	ExchangeToken(ctx context.Context, scope kyc.Scope, session, tokenID string, device kyc.Hash) (*kyc.Session, token.Grant, error)
	// Refresh mints the next token of a bound device: session_ended.
	Refresh(ctx context.Context, scope kyc.Scope, session string, device kyc.Hash) (token.Grant, error)
	// Consent records what was agreed to; c.At is set by the feature.
	Consent(ctx context.Context, scope kyc.Scope, session string, c kyc.Consent) (*kyc.Session, error)
	// Still keeps a picture. a has Label (such as pan_front), Type, Bytes and
	// SHA256; the feature stores the bytes and sets Kind, Key and At, and ID
	// unless it is there: a still of that id is kept once.
	Still(ctx context.Context, scope kyc.Scope, session string, a kyc.Artifact, picture []byte) (*kyc.Artifact, error)
}

// Uploads keeps pictures that arrive in pieces: internal/upload.
type Uploads interface {
	// Begin announces one; the same again is the same upload. out_of_service.
	Begin(ctx context.Context, ref kyc.Ref, u kyc.Upload) (*kyc.Upload, error)
	Find(ref kyc.Ref, id string) (*kyc.Upload, error) // upload_not_found
	// Add has a piece on stable storage when it answers; the piece that completes
	// the picture it does not keep, but gives the whole. upload_offset comes with
	// the upload, and tells nothing of others.
	Add(ctx context.Context, ref kyc.Ref, id string, at int64, piece []byte) (u *kyc.Upload, whole []byte, err error)
	Drop(ctx context.Context, ref kyc.Ref, id string)
}

// Desk is the officer's side. by names the officer of the staff token, who is
// allowed to conduct calls.
type Desk interface {
	Accept(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef) (*kyc.Session, error)                 // already_taken
	RunCheck(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, o CheckOrder) (*kyc.Session, error) // check_running, not_your_session
	Decide(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, r kyc.Ruling, reasons []kyc.Reason, note string) (*kyc.Session, error)
	Next(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (*kyc.Session, error)                                                // nobody_waits
	HandBack(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, to Transfer, cause string) (*kyc.Session, error) // not_your_session, officer_unavailable
	Book(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, to time.Time) (*kyc.Session, error)                  // not_your_session, slot_full
	// Officers lists who is at the desk beside the one who asks.
	Officers(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) ([]kyc.Attendant, error)
	WriteNotes(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, text string) (*kyc.Session, error)
	NextAudit(ctx context.Context, scope kyc.Scope, by kyc.OfficerRef) (*kyc.Session, error) // nothing_to_audit
	Find(ctx context.Context, scope kyc.Scope, session string, by kyc.OfficerRef, f kyc.Finding, reasons []kyc.Reason, note string, pieces ...kyc.Piece) (*kyc.Session, error)
}

// Transfer is the same for to whom a customer is handed back.
type Transfer = struct {
	Officer string // id; "" means whoever is next
	Needs   kyc.Needs
}

// CheckOrder is an alias of a plain struct, so that a feature can take it
// without importing rest.
type CheckOrder = struct {
	Kind     kyc.CheckKind
	Document kyc.DocumentType // "" means the first that was ordered
}

// Room knows what is true of a session at this moment and stored nowhere.
type Room interface {
	// Place in the line for an officer, from 1; 0 when the session is not in it.
	Place(scope kyc.Scope, session string) int
	// Staffed tells whether an officer watches the line or conducts a call.
	Staffed(scope kyc.Scope) bool
	// RunningCheck tells which check computes now; ok is false when none does.
	RunningCheck(scope kyc.Scope, session string) (kind kyc.CheckKind, startedAt time.Time, ok bool)
	// Present says of each party picture, no_picture or away.
	Present(scope kyc.Scope, session string) (customer, officer string)
}

// Events reads the one list of events: internal/store.
type Events interface {
	SessionEvents(ctx context.Context, scope kyc.Scope, session string, after int64, limit int) (page []kyc.Event, more bool, err error)
	Event(ctx context.Context, scope kyc.Scope, id string) (*kyc.Event, error)
	// Feed is every event of the scope in the order of positions.
	Feed(ctx context.Context, scope kyc.Scope, q kyc.EventQuery) (page []kyc.Event, more bool, err error)
	FeedPosition(ctx context.Context, scope kyc.Scope) (int64, error) // of the newest event
}

// Feed wakes who follows a scope's events: internal/webhook. woken is closed
// when the server stops; leave must be called.
type Feed interface {
	Follow(scope kyc.Scope) (woken <-chan struct{}, leave func(), err error)
}

// Endpoints keeps webhook endpoints: internal/webhook. Create vets the address
// (webhook_url_invalid) and draws id and secret; the secret is shown in that
// reply only.
type Endpoints interface {
	// Check judges what is to become of an endpoint; a nil url stays as it is.
	Check(scope kyc.Scope, url *string, types []kyc.EventType) error
	Create(ctx context.Context, scope kyc.Scope, o webhook.EndpointOrder) (*kyc.Endpoint, error)
	List(ctx context.Context, scope kyc.Scope) ([]kyc.Endpoint, error)
	Get(ctx context.Context, scope kyc.Scope, id string) (*kyc.Endpoint, error)
	Delete(ctx context.Context, scope kyc.Scope, id string) error
	Change(ctx context.Context, scope kyc.Scope, id string, c webhook.EndpointChange) (*kyc.Endpoint, error)
	Roll(ctx context.Context, scope kyc.Scope, id string, overlap time.Duration) (*kyc.Endpoint, error)
	// Test, Replay and Retry refuse a disabled endpoint: endpoint_disabled.
	Test(ctx context.Context, scope kyc.Scope, id string, t kyc.EventType) (*kyc.Delivery, error)
	Replay(ctx context.Context, scope kyc.Scope, id string, r webhook.Replay) (webhook.Replayed, error)
	Retry(ctx context.Context, scope kyc.Scope, delivery string) (*kyc.Delivery, error)
}

// Deliveries reads the history of webhook deliveries: internal/store.
type Deliveries interface {
	Deliveries(ctx context.Context, scope kyc.Scope, q kyc.DeliveryQuery) (page []kyc.Delivery, more bool, err error)
	Delivery(ctx context.Context, scope kyc.Scope, id string) (*kyc.Delivery, error)
	Attempts(ctx context.Context, scope kyc.Scope, delivery string) ([]kyc.Attempt, error)
}

// Accounts authenticates backends and staff: internal/account.
type Accounts interface {
	// Authenticate finds the key of a plain text. Unknown and revoked keys are
	// both Unauthenticated.
	Authenticate(ctx context.Context, plain string) (*kyc.APIKey, error)
	// LogIn checks a password. ip is only for the limit of attempts.
	// LogIn wants a code of who has a second factor: credentials_invalid, totp_required, totp_invalid.
	LogIn(ctx context.Context, email, password, code, ip string) (*kyc.Officer, error)
	// SignOn lets in whom the provider of sign-on has identified: sso_refused, sso_not_member, sso_no_role.
	SignOn(ctx context.Context, i kyc.Identity) (*kyc.Officer, error)
	Officer(ctx context.Context, account, id string) (*kyc.Officer, error)
	Account(ctx context.Context, id string) (*kyc.Account, error)
	// Simulated tells whether the officer is the sandbox's simulated agent.
	Simulated(o *kyc.Officer) bool
}

// Credentials makes, shows and ends what backends come in with: internal/account.
// by is who asks: nobody gives what he does not have (insufficient_scope).
type Credentials interface {
	// CreateKey answers with the plain text, which is kept nowhere: too_many_keys.
	CreateKey(ctx context.Context, by *kyc.Principal, o kyc.KeyOrder) (plain string, k *kyc.APIKey, err error)
	Keys(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.APIKey, more bool, err error)
	Key(ctx context.Context, scope kyc.Scope, id string) (*kyc.APIKey, error)
	ChangeKey(ctx context.Context, by *kyc.Principal, id string, c kyc.KeyChange) (*kyc.APIKey, error)
	// RollKey answers with the successor: key_ended, key_replaced.
	RollKey(ctx context.Context, by *kyc.Principal, id string, overlap time.Duration) (plain string, k *kyc.APIKey, err error)
	RevokeKey(ctx context.Context, scope kyc.Scope, id string) error

	// CreateClient answers with the secret, which is kept nowhere: too_many_clients.
	CreateClient(ctx context.Context, by *kyc.Principal, o kyc.ClientOrder) (secret string, c *kyc.OAuthClient, err error)
	Clients(ctx context.Context, scope kyc.Scope, q kyc.PageQuery) (page []kyc.OAuthClient, more bool, err error)
	Client(ctx context.Context, scope kyc.Scope, id string) (*kyc.OAuthClient, error)
	RollClientSecret(ctx context.Context, by *kyc.Principal, id string, overlap time.Duration) (secret string, c *kyc.OAuthClient, err error)
	DeleteClient(ctx context.Context, scope kyc.Scope, id string) error

	// AuthenticateClient is Unauthenticated for an unknown client as for a wrong secret.
	AuthenticateClient(ctx context.Context, id, secret string) (*kyc.OAuthClient, error)
	// AccessClient finds whose a verified access token is. Unauthenticated when the
	// client was deleted or the token revoked.
	AccessClient(ctx context.Context, scope kyc.Scope, client, jti string) (*kyc.OAuthClient, error)
	RevokeAccess(ctx context.Context, scope kyc.Scope, client, jti string, ends time.Time) error
}

// Stats counts for charts: internal/store. An answer costs the same however busy
// the account is; what was left out is said.
type Stats interface {
	CountSessions(ctx context.Context, scope kyc.Scope, spans []kyc.Span) ([]kyc.SessionCount, error)
	CountDeliveries(ctx context.Context, scope kyc.Scope, endpoint string, spans []kyc.Span) ([]kyc.DeliveryCount, error)
}

// Logins are who is logged in to the dashboard: internal/account. A secret is
// the cookie's value.
type Logins interface {
	Enter(ctx context.Context, o *kyc.Officer, m kyc.Method, address, agent string) (secret string, _ *kyc.Login, _ error)
	// Member finds who holds a cookie: logged_out.
	Member(ctx context.Context, secret string) (*kyc.Login, *kyc.Officer, error)
	Logins(ctx context.Context, o *kyc.Officer) ([]kyc.Login, error)
	LogOut(ctx context.Context, o *kyc.Officer, login string) error // login_not_found
	// ChangePassword ends whatever the former one let in.
	ChangePassword(ctx context.Context, o *kyc.Officer, current, next, ip string) (*kyc.Officer, error)
}

// SignOn is the operator's provider of single sign-on: internal/signon. A ticket
// is what the browser carries meanwhile.
type SignOn interface {
	Begin(ctx context.Context, next string) (address, ticket string, _ error)                         // sso_unavailable
	Finish(ctx context.Context, ticket, state, code string) (who *kyc.Identity, next string, _ error) // sso_failed, sso_refused, sso_unavailable
}

// Enrolment is what a member's authenticator needs.
type Enrolment = struct {
	Secret    string
	URI       string
	ExpiresAt time.Time
}

// Factors are the authenticators and recovery codes of members: internal/account.
// Each method but Disarm is the member's own.
type Factors interface {
	Enrol(ctx context.Context, o *kyc.Officer, password, ip string) (*Enrolment, error) // credentials_invalid, second_factor_on
	// Guard turns it on with the first code and ends all logins: totp_invalid, second_factor_off.
	Guard(ctx context.Context, o *kyc.Officer, code, ip string) (_ *kyc.Officer, recovery []string, _ error)
	Unguard(ctx context.Context, o *kyc.Officer, password, ip string) (*kyc.Officer, error)
	Recover(ctx context.Context, o *kyc.Officer, password, ip string) (recovery []string, _ error)
	Disarm(ctx context.Context, by *kyc.Principal, id string) error // not_oneself, grants_too_much
}

// Question is what a browser asks an authenticator.
type Question = struct {
	Ticket    string
	Options   []byte // JSON
	ExpiresAt time.Time
}

// Passkeys are members' passkeys: internal/account. A ticket is good once, for
// minutes, and for the browser, or the login, that asked: passkey_stale.
type Passkeys interface {
	PasskeyOrigin() string                                                                                                                  // "": passkeys_off everywhere
	OfferPasskey(ctx context.Context, o *kyc.Officer, login, password, ip string) (*Question, error)                                        // credentials_invalid, too_many_passkeys
	AddPasskey(ctx context.Context, o *kyc.Officer, login, ticket, name string, answer []byte) (_ *kyc.Officer, recovery []string, _ error) // passkey_invalid, passkey_taken
	RenamePasskey(ctx context.Context, o *kyc.Officer, id, name string) (*kyc.Officer, error)                                               // passkey_not_found
	RemovePasskey(ctx context.Context, o *kyc.Officer, id, password, ip string) (*kyc.Officer, error)                                       // credentials_invalid, passkey_not_found
	AskPasskey(browser string) (*Question, error)
	// AskSecond has no question for a member without passkeys: credentials_invalid.
	AskSecond(ctx context.Context, email, password, ip, browser string) (_ *Question, codes bool, _ error)
	LogInByPasskey(ctx context.Context, browser, ticket string, answer []byte) (*kyc.Officer, kyc.Method, error) // passkey_invalid, passkey_doubted
}

// Resets are letters with which members choose a new password: internal/account.
type Resets interface {
	SendsResets() bool // false: reset_off everywhere
	// ForgotPassword answers the same whether there is such a member or not.
	ForgotPassword(ctx context.Context, email, ip string) error
	ChooseByLetter(ctx context.Context, ticket, next string) (*kyc.Officer, error) // reset_invalid
}

// Staff is the people of an account: internal/account. Rest has made sure that
// the principal may change them; what he may give and take is judged behind.
type Staff interface {
	Members(ctx context.Context, account string) ([]kyc.Officer, error)
	ChangeMember(ctx context.Context, by *kyc.Principal, id string, c kyc.MemberChange) (*kyc.Officer, error) // grants_too_much, last_admin
	RemoveMember(ctx context.Context, by *kyc.Principal, id string) error                                     // not_oneself, last_admin
	Invite(ctx context.Context, by *kyc.Principal, email string, roles []kyc.Role) (code string, _ *kyc.Invite, _ error)
	Invites(ctx context.Context, account string) ([]kyc.Invite, error)
	EndInvite(ctx context.Context, account, id string) error
}

// Tenants makes and changes accounts: internal/account.
type Tenants interface {
	SignUpMode() kyc.SignUp
	SignUp(ctx context.Context, f kyc.Founding, ip string) (*kyc.Founded, error) // sign_up_closed, invitation_required, email_taken
	// Invited reads the invitation of a code; the account is nil when one is to be founded.
	Invited(ctx context.Context, code string) (*kyc.Invite, *kyc.Account, error)
	Accept(ctx context.Context, code, name, password string) (*kyc.Officer, error)
	ChangeAccount(ctx context.Context, id string, c kyc.AccountChange) (*kyc.Account, error)
	// SetLogo keeps a picture that rest has checked.
	SetLogo(ctx context.Context, id, mediaType string, picture []byte) (*kyc.Account, error)
	RemoveLogo(ctx context.Context, id string) (*kyc.Account, error)
	Logo(ctx context.Context, id, sha256 string) (*kyc.Logo, io.ReadSeekCloser, error)
}

// Tokens verifies and mints: internal/token.Keyring.
type Tokens interface {
	VerifyCustomer(raw string) (*token.Customer, error) // token.ErrInvalid, token.ErrExpired
	VerifyStaff(raw string) (*token.Staff, error)
	MintStaff(c token.Staff) (token.Grant, error)
	MintAccess(issuer string, a token.Access, life time.Duration) (token.Grant, error)
	VerifyAccess(issuer, raw string) (*token.Access, error) // token.ErrInvalid, token.ErrExpired
	Public() []token.PublicKey
}

// Blobs opens stored bytes by key; they are seekable, so that Range works.
type Blobs interface {
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// ConsentTexts has the words that a customer agrees to. A tag with a region
// falls back to its language, an unknown language to English; lang says which
// it is.
type ConsentTexts interface {
	ConsentText(language string) (version, lang, text string)
}

// Pictures judges an uploaded picture before anything keeps it: it must decode
// as its media type and stay under the pixel limit. Errors: image_invalid
// (Invalid), too_large (TooLarge).
type Pictures interface {
	CheckPicture(ctx context.Context, mediaType string, picture []byte) (width, height int, err error)
	// PictureSize of one that was judged before; it decodes nothing.
	PictureSize(picture []byte) (width, height int, err error)
}

// Films are recordings in other forms than the sealed one.
type Films interface {
	// Composite of a recording, by the id of its artifact; nil when none was ordered.
	Composite(ctx context.Context, scope kyc.Scope, recording string) (*kyc.Composite, error)
	// Composites of several recordings, by the ids of their artifacts. Those of which
	// none was ordered are missing.
	Composites(ctx context.Context, scope kyc.Scope, recordings []string) (map[string]*kyc.Composite, error)
	// Able tells whether this server makes composites.
	Able() bool
	// Extract writes one party of a sealed recording as WebM: artifact_not_found
	// when the party was never there.
	Extract(ctx context.Context, party kyc.Role, recording io.ReadSeeker, w io.Writer) error
}
