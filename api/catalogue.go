package api

import (
	"fmt"
	"io"
)

// CodeInternal is the code of every error that callers cannot cause.
const CodeInternal = "internal_error"

// PublicError is one entry of the catalogue of public errors.
type PublicError struct {
	Code   string // stable, snake_case
	Status int    // HTTP
	Title  string // the same for every occurrence
	Text   string // what it means and what to do about it
}

// Errors is the catalogue: every code that a door can answer, by status. A new
// code gets a line here; a test compares it with the codes that the source uses.
var Errors = []PublicError{
	{"invalid_parameters", 400, "Some parameters are not valid", "`errors` names each wrong field and what is expected. Values are never repeated."},
	{"invalid_json", 400, "The body is not valid JSON", "Send one JSON object with the documented fields only; unknown fields are refused."},
	{"idempotency_key_invalid", 400, "The idempotency key cannot be used", "Send one `Idempotency-Key` header of 1 to 255 printable ASCII characters, a random UUID for example."},
	{"api_version_unknown", 400, "The version of the API is not known", "Leave `Api-Version` out, or send one that the reply names."},
	{"reason_required", 400, "A rejection needs a reason", "Give at least one entry in `reasons`."},
	{"export_too_large", 400, "Too much for one file", "Choose fewer days, or an officer, a profile or an outcome: a file holds 50,000 cases."},
	{"upload_checksum", 400, "The picture is not the one that was announced", "Its SHA-256 is another than `Upload-Metadata` said. What has arrived is gone; begin again."},
	{"image_invalid", 400, "The picture cannot be used", "Send a JPEG, PNG or WebP of at most 40 megapixels that decodes completely."},
	{"webhook_url_invalid", 400, "The webhook address is not allowed", "Use an https address on a public host, without user name, password or fragment. Private, loopback and metadata addresses are never called."},
	{"mode_required", 400, "The mode is not said", "Send `BaseKYC-Mode: test` or `live` with the dashboard's cookie, which has no mode of its own."},
	{"bad_message", 400, "The message is malformed", "A message on the socket is a JSON object with a known `type` and its documented members only, of at most 64 KiB."},
	{"unknown_message", 400, "The message type is not known", "Types are listed in the description of the socket."},
	{"candidate_invalid", 400, "The ICE candidate cannot be used", "Send what the browser's `icecandidate` event gave, as JSON."},
	{"offer_invalid", 400, "The SDP offer cannot be used", "Offer one audio and one video section, both `sendrecv`, as a browser does."},

	{"unauthenticated", 401, "No valid credential", "Send `Authorization: Bearer sk_test_...` with a key that has not been revoked."},
	{"link_invalid", 401, "The link is not valid", "Ask for a new link: this one is incomplete, replaced or not ours."},
	{"token_invalid", 401, "The session token is not valid", "Get a new token from `POST /v1/sessions/{id}/token`."},
	{"token_expired", 401, "The session token has expired", "Refresh it when two thirds of its life are over, or get a new one from `POST /v1/sessions/{id}/token`."},
	{"access_token_invalid", 401, "The access token is not valid", "Get a new one from `POST /oauth/token`. It may be of another server, given back, or of a client that was deleted."},
	{"access_token_expired", 401, "The access token has expired", "Get a new one from `POST /oauth/token` before `expires_in` has passed."},
	{"credentials_invalid", 401, "E-mail or password is wrong", "Try again, or ask an administrator to reset the password."},
	{"totp_invalid", 401, "The code is wrong", "Send the newest code of the authenticator; each is good once, for about a minute. A recovery code works too, once. Is the authenticator's clock right?"},
	{"passkey_invalid", 401, "The passkey was not accepted", "It may have been removed, be of another server, or not have made sure of its owner. Log in in another way and look at the profile page."},
	{"passkey_stale", 401, "The question to the passkey is no longer good", "Begin again: it works once, for five minutes, in the browser that asked for it."},
	{"sso_failed", 401, "The sign-on did not succeed", "Begin it again. It must end in the browser in which it began, within 10 minutes. If it stays so the operator finds the reason in the log."},
	{"logged_out", 401, "Nobody is logged in", "Log in to the dashboard. A log-in ends after 12 hours without a request, after 7 days, and when the member's roles or password change."},

	{"forbidden", 403, "Not allowed", "The credential is good but does not allow this."},
	{"insufficient_scope", 403, "The credential lacks a permission", "`WWW-Authenticate` names the permission. Use a key or a token that has it, or give it to this one."},
	{"secret_key_in_browser", 403, "A secret key was used from a browser", "Keep `sk_` keys on your server and roll this one: it has been exposed. Browsers use `pk_` keys and session tokens."},
	{"public_key_not_allowed", 403, "A public key cannot do this", "Public keys start the SDK and nothing else. Call from your server with a secret key."},
	{"origin_not_allowed", 403, "The public key is for pages of other origins", "Add the page's origin to the key, or use the key that was made for it."},
	{"wrong_device", 403, "The token belongs to another device", "Continue on the device that opened the link, or get a new link."},
	{"not_your_session", 403, "Another officer conducts this session", "Only the officer who took a session acts in it."},
	{"sso_refused", 403, "Sign-on is not for you", "The provider has to say that the e-mail address is verified, its domain has to be one that the operator named, and nobody else may have come with it before."},
	{"sso_not_member", 403, "Not on the staff", "An administrator invites you, with the address that you have at the provider."},
	{"sso_no_role", 403, "The provider gives no role", "Whoever runs the provider adds you to a group that the operator has given a role."},
	{"totp_required", 403, "A code is needed too", "The password is right. Send the same request again with `code`: six digits of the authenticator, or a recovery code. The dashboard's log-in takes a passkey instead."},
	{"passkey_doubted", 403, "There may be a copy of the passkey", "Its counter went back, which it never does by itself. Log in in another way and remove it on the profile page."},
	{"second_factor_required", 403, "The account wants a second factor", "Log in to the dashboard and set up a passkey or an authenticator; everything else comes back then."},
	{"certificate_required", 403, "A certificate of training is needed", "The account's calls are for officers whose certificate is kept here: an administrator enters it on the members' page or by `PATCH /v1/members/{id}`."},
	{"certificate_lapsed", 403, "The certificate of training has lapsed", "An administrator enters the new one on the members' page or by `PATCH /v1/members/{id}`."},
	{"role_required", 403, "A role is missing", "Ask an administrator for the role that this needs."},
	{"not_allowed", 403, "This party may not do that", "Customers queue; officers take sessions and conduct checks."},
	{"simulated_officer", 403, "A simulated officer may not meet real customers", "Use a member of staff in live mode."},
	{"test_mode_only", 403, "Only in test mode", "Use a key that starts with `sk_test_`."},
	{"live_mode_only", 403, "Not with a test credential", "Staff and looks of an account concern its real customers: use the dashboard, or a live key with the permission."},
	{"cross_origin", 403, "Another site sent this", "The dashboard's cookie works on its own pages only. Call from a server with a secret key."},
	{"grants_too_much", 403, "More than you may do yourself", "Nobody gives or takes a role or a permission that he does not have himself."},
	{"sign_up_closed", 403, "No sign-ups here", "The operator of this installation makes accounts."},
	{"invitation_required", 403, "Signing up needs an invitation", "Ask the operator of this installation for one."},
	{"reset_invalid", 403, "The link is not good any more", "It works once, for 30 minutes, and until the password or the roles change. Ask for a new letter."},
	{"invitation_invalid", 403, "The invitation is not good", "It was used or replaced, has run out after 7 days, or its link is incomplete. Ask for a new one."},

	{"reset_off", 404, "No letters are sent here", "The operator configures a mail server (`smtp`); until then they give a new password on the command line."},
	{"passkeys_off", 404, "No passkeys here", "They need `base_url` to be an https address with a name; localhost works too. Use an authenticator."},
	{"passkey_not_found", 404, "No such passkey", "It was removed, or is another member's."},
	{"sso_off", 404, "No single sign-on here", "The operator configures `sso`; until then members log in with a password."},
	{"not_found", 404, "No such object", "Check the id and that the key is of the same account and mode."},
	{"session_not_found", 404, "No such verification session", "Check the id, and that the key is of the account and mode (test or live) that created it."},
	{"event_not_found", 404, "No such event", "Check the id and the key's mode."},
	{"endpoint_not_found", 404, "No such webhook endpoint", "Check the id and the key's mode."},
	{"delivery_not_found", 404, "No such webhook delivery", "Check the id and the key's mode."},
	{"account_not_found", 404, "No such account", "Check the id."},
	{"key_not_found", 404, "No such API key", "Check the id and the mode."},
	{"client_not_found", 404, "No such OAuth client", "Check the id and the mode."},
	{"officer_not_found", 404, "No such officer", "Check the id."},
	{"member_not_found", 404, "No such member of the staff", "Check the id."},
	{"invitation_not_found", 404, "No such invitation", "Check the id."},
	{"login_not_found", 404, "No such login", "It has ended, or is another member's."},
	{"upload_not_found", 404, "There is no such upload", "It was begun more than an hour ago, its call is over, or another picture of the same side took its place. Begin it again."},
	{"artifact_not_found", 404, "There is no such file", "Recording and report exist once `recording.ready` and `report.ready` have been sent."},
	{"composite_unavailable", 404, "There is no film of this recording", "The server has no ffmpeg, or could not make one. The recording itself, without `track`, is complete."},
	{"method_not_allowed", 405, "The method is not allowed here", "The `Allow` header lists those that are."},

	{"composite_pending", 409, "The film is being made", "It follows the recording after a while; ask again in a minute, or fetch the recording without `track`."},
	{"wrong_state", 409, "The session is in another state", "Read `status` and `recommended_action` of the session."},
	{"session_ended", 409, "The session has ended", "Create a new session."},
	{"too_fast", 429, "Too many messages in a few seconds", "Wait ten seconds, then send it again with the same id."},
	{"too_many_messages", 409, "The call keeps no more written messages", "Speak, or show what you mean."},
	{"too_many_offers", 409, "Too many connections of one socket", "Open a new socket, then a new PeerConnection."},
	{"link_used", 409, "The link was opened on another device", "Continue on that device, or get a new link from `POST /v1/sessions/{id}/token`."},
	{"consent_required", 409, "Consent has not been recorded", "Show the consent text and record the customer's agreement first."},
	{"consent_outdated", 409, "The consent text has changed", "Load the text again and show it to the customer."},
	{"idempotency_in_flight", 409, "A request with this idempotency key is being worked on", "Repeat it after `Retry-After`: it gets the reply of the first."},
	{"idempotency_reply_lost", 409, "The request was carried out, its reply is lost", "The server stopped between the deed and the reply. Read or list the object; do not send the request with a new key."},
	{"grace_ended", 409, "The grace period has ended", "Create a new session."},
	{"session_exists", 409, "A session with this id exists already", "Read it with `GET /v1/sessions/{id}`."},
	{"channel_unavailable", 409, "The server cannot send by this channel", "Send the link yourself, or have the operator configure `smtp` or `sms`."},
	{"slot_full", 409, "Every place in this slot is taken", "Choose another slot: `GET /v1/slots` says how many places are left in each."},
	{"nobody_waits", 404, "Nobody waits", "Ask again when the line is no longer empty."},
	{"nothing_to_audit", 404, "Nothing to audit", "Ask again later; calls that you conducted are audited by others."},
	{"own_case", 403, "Your own call", "Leave it to somebody else."},
	{"too_many_watchers", 409, "Enough supervisors watch this call", "Wait until one of them has left."},
	{"voice_taken", 409, "Another supervisor speaks", "Wait until the other one is silent."},
	{"unheard", 409, "Nobody would hear it", "Wait until the party is back. A page or app of before there were supervisors has no second sound: bring it up to date."},
	{"reserved", 409, "Another officer has first claim", "The customer was handed to a named officer. Take another session, or this one when `held_for.until` has passed."},
	{"officer_unavailable", 409, "This officer is not available", "Hand the customer to one that `GET /desk/officers` lists as available, or to the line."},
	{"already_taken", 409, "Another officer was first", "Take another session from the queue."},
	{"check_running", 409, "A check is running", "Wait until it ends; it shows in the case."},
	{"evidence_missing", 409, "The evidence is not sealed yet", "Wait for `report.ready`."},
	{"upload_offset", 409, "The upload has another offset", "Go on from `Upload-Offset` of this reply."},
	{"too_many_pieces", 409, "The picture came in too many pieces", "Begin again, with pieces of 32 KiB or more."},
	{"too_many_stills", 409, "The session has all the pictures it can keep", "Create a new session."},
	{"rule_not_waivable", 403, "This rule cannot be waived", "Meet it, or decide otherwise. `docs/profiles.md` lists which these are."},
	{"too_many_waivers", 409, "The session has all the waivers it can keep", "Decide by the rules."},
	{"waiver_not_found", 404, "Nobody waits for an answer about this rule", "It was answered already, or never asked for."},
	{"too_many_questions", 409, "The session has asked all the questions it can", "Decide by the answers that you have."},
	{"field_not_found", 404, "The document has no such field", "The fields of each document are in its check, which is in the case."},
	{"nothing_to_confirm", 409, "There is no document to look at", "The sandbox played the check: order it again with a customer who joins."},
	{"question_not_found", 404, "The question was not drawn for this session", "Its questions are in the case."},
	{"too_many_checks", 409, "The session has all the checks it can keep", "Decide, or create a new session."},
	{"endpoint_disabled", 409, "The webhook endpoint is disabled", "Enable it with `PATCH /v1/webhook_endpoints/{id}` and `status` `enabled`, then send again."},
	{"too_many_endpoints", 409, "The account has all the webhook endpoints it can have", "Delete one that is no longer used."},
	{"too_many_keys", 409, "The account has all the API keys it can have", "Revoke one that is no longer used."},
	{"too_many_clients", 409, "The account has all the OAuth clients it can have", "Delete one that is no longer used."},
	{"key_ended", 409, "The API key has ended", "It was revoked or has expired: create a new one."},
	{"key_replaced", 409, "The API key has been rolled already", "`replaced_by` of the key names its successor: roll that one."},
	{"email_taken", 409, "The e-mail address has a log-in", "Log in with it, or use another."},
	{"already_member", 409, "Already on the staff", "Change the member's roles instead."},
	{"last_admin", 409, "The last administrator", "Make somebody else an administrator first."},
	{"not_oneself", 409, "Not oneself", "Ask another administrator."},
	{"second_factor_on", 409, "An authenticator is on already", "Turn it off before another authenticator is enrolled."},
	{"second_factor_off", 409, "There is no second factor", "Begin the enrolment, and send its first code within 15 minutes."},
	{"passkey_taken", 409, "The passkey has been added already", "Use another authenticator, or remove it from the profile that it is on."},
	{"too_many_passkeys", 409, "The member has all the passkeys they can have", "Remove one first."},
	{"too_many_invitations", 409, "Too many invitations wait", "Take some back, or wait until they are accepted or run out."},
	{"idempotency_key_reused", 409, "The idempotency key belongs to another request", "Use a new key for every new request, the same one only to repeat it."},

	{"upload_version", 412, "The version of resumable uploads is not known", "Send `Tus-Resumable: 1.0.0`."},
	{"too_large", 413, "The body is too large", "The limit is in the description of the request."},
	{"unsupported_media_type", 415, "The media type is not supported", "Set `Content-Type` as the description of the request says."},
	{"range_invalid", 416, "The file does not have that range", "Ask for bytes below the file's length, which `Content-Range` gives."},
	{"too_many_streams", 429, "Too many streams of events at once", "Close one that is no longer read; several readers can share one."},
	{"too_many_exports", 429, "Enough files are being written", "Try again when one of them is done: one of an account is written at a time, and four of all."},
	{"rate_limited", 429, "Too many requests", "Wait as long as `Retry-After` says."},
	{CodeInternal, 500, "Something went wrong on our side", "Repeat the request. If it stays, tell the operator the `request_id`."},
	{"shutting_down", 503, "The server is shutting down", "Connect again: another one, or the restarted one, answers."},
	{"sso_unavailable", 503, "The provider of sign-on is away", "Try again, or log in with a password."},
	{"out_of_service", 503, "A part of the platform is not there", "Repeat the request later; `/readyz` says what is missing."},
	{"storage_full", 507, "The server has no room to write", "Nothing was changed. Repeat the request later, with the same `Idempotency-Key`; `/healthz` says `storage` when there is room again."},
}

// ErrorByCode finds an entry of the catalogue.
func ErrorByCode(code string) (PublicError, bool) {
	for _, e := range Errors {
		if e.Code == code {
			return e, true
		}
	}
	return PublicError{}, false
}

// WriteErrors writes the catalogue as the Markdown page docs/errors.md, one
// anchor a code.
func WriteErrors(w io.Writer) error {
	_, err := fmt.Fprint(w, "<!-- Generated from api/catalogue.go by `go generate ./api`; do not edit. -->\n\n# Errors\n\n",
		"Every error reply is `application/problem+json` (RFC 9457). `type` points at an entry below, `code` is stable:\n",
		"branch on it. `request_id` finds the request in the operator's log.\n")
	for _, e := range Errors {
		if err == nil {
			_, err = fmt.Fprintf(w, "\n<a id=\"%s\"></a>\n## %s\n\n%d: %s. %s\n", e.Code, e.Code, e.Status, e.Title, e.Text)
		}
	}
	return err
}
