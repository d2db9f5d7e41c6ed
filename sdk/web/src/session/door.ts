// The customer's door: HTTP requests to the server, with the headers that prove
// token and device, and problem replies turned into errors with a code.

import { BaseKYCError, type ErrorCode } from '../types/errors.js';
import type { View } from '../types/view.js';
import type { Within } from './insistence.js';

export interface Credential {
  token: string;
  expires_at: string;
}

export interface ConsentText {
  version: string;
  language: string;
  text: string; // plain, paragraphs parted by an empty line
  sha256: string;
}

export type Key = { session_id: string; code: string } | { token: string; public_key: string };

/** A time for the call. */
export interface Slot {
  starts_at: string;
}

const usual: Within = { ms: 20_000 };

export class Door {
  token = '';

  constructor(readonly base: string, private readonly device: string) {}

  exchange(key: Key, within = usual): Promise<Credential & { session: View }> {
    return this.ask('POST', '/customer/exchange', within, { ...key, device: this.device });
  }

  refresh(): Promise<Credential> {
    return this.ask('POST', '/customer/refresh', usual);
  }

  view(within = usual): Promise<View> {
    return this.ask('GET', '/customer/session', within);
  }

  consent(language: string, within = usual): Promise<ConsentText> {
    return this.ask('GET', '/customer/consent?language=' + encodeURIComponent(language), within);
  }

  slots(): Promise<{ offered: boolean; data: Slot[] }> {
    return this.ask('GET', '/customer/slots', usual);
  }

  book(at: string): Promise<View> {
    return this.ask('POST', '/customer/appointment', usual, { scheduled_at: at });
  }

  /** Back into the line when the officer was lost. */
  line(): Promise<View> {
    return this.ask('POST', '/customer/line', usual);
  }

  agree(c: ConsentText, within = usual): Promise<void> {
    return this.ask('POST', '/customer/consent', within, { version: c.version, language: c.language, sha256: c.sha256 });
  }

  /** What proves token and device. */
  headers(): Record<string, string> {
    return this.token ? { Authorization: 'Bearer ' + this.token, 'BaseKYC-Device': this.device } : {};
  }

  private async ask<T>(method: string, path: string, within: Within, body?: unknown): Promise<T> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), within.ms);
    within.signal?.addEventListener('abort', () => end.abort(), { once: true });
    try {
      const headers = this.headers();
      if (body) headers['Content-Type'] = 'application/json';
      const reply = await fetch(this.base + path, {
        method, headers, signal: end.signal, cache: 'no-store',
        // There are no cookies; but browsers keep the connections of the two apart.
        credentials: within.apart ? 'same-origin' : 'omit',
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const read = parse(await reply.text());
      if (!reply.ok) throw problem(reply.status, read, reply.headers.get('Retry-After'));
      return read as T;
    } catch (e) {
      if (e instanceof BaseKYCError) throw e;
      throw new BaseKYCError('network_error', `the server could not be reached (${method} ${path.split('?')[0]})`);
    } finally {
      clearTimeout(timer);
    }
  }
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const named = new Set<string>(['link_invalid', 'token_invalid', 'token_expired', 'wrong_device', 'link_used', 'session_ended',
  'wrong_state', 'consent_required', 'too_large', 'unsupported_media_type', 'image_invalid', 'rate_limited']);

// Codes for replies without a problem document: a proxy's, for instance.
const byStatus: Record<number, ErrorCode> = { 401: 'token_invalid', 403: 'not_allowed', 404: 'link_invalid', 409: 'wrong_state',
  413: 'too_large', 415: 'unsupported_media_type', 429: 'rate_limited' };

/** The error that a refusing reply means. */
export function problem(status: number, body: unknown, retryAfter: string | null): BaseKYCError {
  const p = (body ?? {}) as { code?: unknown; detail?: unknown };
  const code = named.has(String(p.code)) ? (p.code as ErrorCode) : (byStatus[status] ?? 'server_error');
  const detail = typeof p.detail === 'string' ? p.detail : 'the server replied ' + status;
  return new BaseKYCError(code, detail, status, Number(retryAfter) || 0);
}
