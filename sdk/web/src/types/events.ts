import type { ErrorCode } from './errors.js';
import type { Challenge, DocumentType, Progress, Status, StepId } from './view.js';

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
