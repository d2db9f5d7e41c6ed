// The events of docs/webview.md. A test holds these types against those of the page.

/** The version of the messages that this package understands. */
export const contract = 1;

export type Status =
  | 'created' | 'scheduled' | 'joined' | 'waiting' | 'in_progress' | 'interrupted' | 'decided'
  | 'in_audit' | 'recapture_required' | 'completed' | 'rejected' | 'expired' | 'canceled' | 'failed';
export type StepId = 'consent' | 'liveness' | 'document' | 'face_match' | 'decision';
export type Progress = 'pending' | 'current' | 'done' | 'failed';
export type Challenge = 'turn_left' | 'turn_right' | 'look_up' | 'look_down' | 'smile';
export type DocumentType = 'pan' | 'aadhaar' | 'passport' | 'driving_licence' | 'voter_id';

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

/** The screens a customer can be on. */
export type ScreenName =
  | 'opening' | 'scheduled' | 'welcome' | 'consent' | 'devices' | 'waiting' | 'call' | 'end' | 'problem';

/**
 * What happens during a verification. Events carry no personal data and never
 * the result: that reaches the backend alone, by webhook.
 */
export interface EventMap {
  opened: { session_id: string; status: Status };
  /** Which language the screens speak now. Where it is not the one that was wanted, that one's words could not be loaded. */
  language: { language: string; wanted: string };
  screen: { screen: ScreenName };
  status: { session_id: string; status: Status; sub_status: string };
  scheduled: { session_id: string; scheduled_at: string; opens_at: string };
  step: { step: StepId; progress: Progress };
  consented: { version: string; language: string };
  permission: { granted: boolean };
  connection: { state: 'connecting' | 'open' | 'reconnecting' | 'lost' | 'closed' };
  /** How the line of the call is, as its statistics say; browsers that have none never tell. */
  network: { quality: 'good' | 'fair' | 'poor' };
  instruction: { kind: string; challenge?: Challenge; document?: DocumentType; attempt?: number };
  still: { id: string; width: number; height: number; sha256: string };
  error: { code: ErrorCode; message: string; fatal: boolean };
  finished: { session_id: string; status: Status };
  /** Answers the app's back key: whether it may close at once, or asks first because the customer is in line or in the call. */
  back: { leave: 'now' | 'ask' };
  redirect: { url: string };
  destroyed: Record<string, never>;
}

export type EventType = keyof EventMap;

/** One event: `at` is milliseconds since 1970 by the device's clock. */
export type BaseKYCEvent = { [T in EventType]: { type: T; at: number; data: EventMap[T] } }[EventType];

// Which there are: the compiler misses one that is not named.
const known: Record<EventType, true> = {
  opened: true, language: true, screen: true, status: true, scheduled: true, step: true, consented: true, permission: true, connection: true,
  network: true, instruction: true, still: true, error: true, finished: true, back: true, redirect: true, destroyed: true,
};

/** The event of a message, or null for one that is not ours, is broken, or is newer than this package. */
export function decode(json: string): BaseKYCEvent | null {
  try {
    const m = JSON.parse(json);
    if (m?.source !== 'basekyc' || m.v !== contract || !Object.prototype.hasOwnProperty.call(known, m.type) || typeof m.data !== 'object' || !m.data) return null;
    return { type: m.type, at: Number(m.at), data: m.data } as BaseKYCEvent;
  } catch {
    return null;
  }
}
