// Every way in which a verification can go wrong, as a code that a program can
// tell apart. Codes of the server are passed on unchanged.

export type ErrorCode =
  // the link and the token
  | 'link_invalid' | 'link_used' | 'token_invalid' | 'token_expired' | 'wrong_device'
  // the session
  | 'session_ended' | 'wrong_state' | 'consent_required' | 'replaced' | 'not_allowed'
  // messages of the call
  | 'too_fast' | 'too_many_messages'
  // pictures
  | 'too_large' | 'unsupported_media_type' | 'image_invalid'
  // the network and the server
  | 'network_error' | 'connection_lost' | 'rate_limited' | 'server_error'
  // the device
  | 'camera_denied' | 'camera_missing' | 'camera_busy' | 'camera_unsupported'
  // the page that embeds the SDK
  | 'invalid_options';

/** An error with a code; `status` is the HTTP status when a reply caused it. */
export class BaseKYCError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryAfter: number; // seconds, 0 when the server named none

  constructor(code: ErrorCode, message: string, status = 0, retryAfter = 0) {
    super(message);
    this.name = 'BaseKYCError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
