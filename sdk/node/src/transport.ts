import { randomUUID } from 'node:crypto';
import { BaseKYCError, ConnectionError, errorOf } from './error.js';
import type { Token } from './token.js';

/** What the way to the server needs; tests replace what waits or draws. */
export interface Wiring {
  fetch: typeof fetch;
  timeout: number; // milliseconds of one try, until a JSON reply has arrived or a download begins
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number; // 0..1
}

// The retry policy: first 1 s, doubled, at most 5 retries, never over 32 s.
const firstWait = 1000;
const longestGap = 32_000;
export const maxRetries = 5;

/** Sends a request, as often as the policy says. Answers below 400 or throws. */
export async function send(request: Request, token: Token, w: Wiring): Promise<Response> {
  const body = request.body ? await request.arrayBuffer() : undefined;
  const headers = new Headers(request.headers);
  if (request.method === 'POST' && !headers.has('idempotency-key')) headers.set('idempotency-key', randomUUID());
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(request, headers, body, token, w);
    } catch (e) {
      if (request.signal.aborted || attempt === maxRetries || !repeatable(e)) throw e;
      await w.sleep(gap(attempt, e, w.random), request.signal);
    }
  }
}

async function once(request: Request, headers: Headers, body: ArrayBuffer | undefined, token: Token, w: Wiring): Promise<Response> {
  for (let fresh = false; ; fresh = true) {
    const credential = await token.get(w);
    if (credential) headers.set('authorization', `Bearer ${credential}`);
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new Error(`no reply within ${w.timeout} ms`)), w.timeout);
    try {
      const reply = await w.fetch(request.url, { method: request.method, headers, body, redirect: 'error', signal: AbortSignal.any([request.signal, limit.signal]) });
      if (reply.status === 401 && !fresh && token.drop(credential)) {
        await reply.body?.cancel();
        continue;
      }
      if (reply.status >= 400) throw await errorOf(reply);
      return await whole(reply);
    } catch (e) {
      if (e instanceof BaseKYCError || request.signal.aborted) throw e;
      throw new ConnectionError(`${request.method} ${new URL(request.url).pathname}: ${e instanceof Error ? e.message : String(e)}`, { cause: e });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A JSON reply is read within the try, so that one that breaks off is tried again. */
async function whole(reply: Response): Promise<Response> {
  if (!reply.headers.get('content-type')?.startsWith('application/json')) return reply;
  return new Response(await reply.text(), { status: reply.status, headers: reply.headers });
}

/**
 * Whether another try can help and do no harm: after the network, 429, 5xx, and
 * 409 while the first try of the same POST is still at work. A POST has its
 * idempotency key.
 */
export function repeatable(e: unknown): boolean {
  if (e instanceof BaseKYCError) return e.status === 429 || e.status >= 500 || e.code === 'idempotency_in_flight';
  return e instanceof ConnectionError;
}

/** At least what the server asks for, never over the longest; half is jitter, so that clients do not return together. */
export function gap(attempt: number, e: unknown, random: () => number): number {
  const d = Math.min(firstWait * 2 ** attempt, longestGap);
  const own = d / 2 + (random() * d) / 2;
  const asked = e instanceof BaseKYCError && e.retryAfter ? e.retryAfter * 1000 : 0;
  return Math.min(Math.max(own, asked), longestGap);
}
