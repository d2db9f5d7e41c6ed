import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Event } from './schema.js';

/** The body of a verified delivery. `data` depends on `type`; every event of a session has its id. */
export type WebhookEvent = Omit<Event, 'data'> & { data: { session_id?: string; [member: string]: unknown } };

/** Why a delivery is refused; a receiver answers 400. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  constructor(readonly code: 'signature_missing' | 'signature_mismatch' | 'timestamp' | 'secret' | 'event', message: string) {
    super(message);
  }
}

type Incoming = Headers | Record<string, string | string[] | undefined>;

/**
 * Checks the signature of a delivery and reads its event. `body` is the raw body,
 * before any parsing; `secret` may be several during a rotation. `tolerance` is in
 * seconds, five minutes unless given.
 */
export function verifyWebhook(body: Buffer | Uint8Array | string, headers: Incoming, secret: string | string[], options: { tolerance?: number; now?: Date } = {}): WebhookEvent {
  const id = headerOf(headers, 'webhook-id');
  const at = headerOf(headers, 'webhook-timestamp');
  const list = headerOf(headers, 'webhook-signature');
  if (!id || !list || !/^\d{1,15}$/.test(at)) throw new WebhookError('signature_missing', 'the signature headers are missing or malformed');
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const given = list.split(' ').slice(0, 16).filter((s) => s.startsWith('v1,')).map((s) => Buffer.from(s.slice(3), 'base64'));
  const good = [secret].flat().some((text) => {
    const want = createHmac('sha256', keyOf(text)).update(`${id}.${at}.`).update(bytes).digest();
    return given.some((got) => got.length === want.length && timingSafeEqual(got, want));
  });
  if (!good) throw new WebhookError('signature_mismatch', 'the signature matches no secret');
  const away = Math.abs((options.now ?? new Date()).getTime() / 1000 - Number(at));
  if (away > (options.tolerance ?? 300)) throw new WebhookError('timestamp', `the timestamp is ${Math.round(away)} s away`);
  let event: WebhookEvent;
  try {
    event = JSON.parse(Buffer.from(bytes).toString('utf8')) as WebhookEvent;
  } catch {
    throw new WebhookError('event', 'the body is not JSON');
  }
  if (event?.id !== id) throw new WebhookError('event', 'the id of the body is not the one that was signed');
  return event;
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (!secret.startsWith('whsec_') || key.length < 24) throw new WebhookError('secret', 'the secret is not a whsec_ one');
  return key;
}

function headerOf(headers: Incoming, name: string): string {
  if (typeof (headers as Headers).get === 'function') return (headers as Headers).get(name) ?? '';
  const value = (headers as Record<string, string | string[] | undefined>)[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
