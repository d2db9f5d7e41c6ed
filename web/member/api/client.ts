// Requests with the member's cookie. The backend's own routes take it with the
// header that says which mode is meant.

import { mode } from '../state/place.js';
import { offline, problemOf, Refusal } from './problem.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Called when the server no longer knows who we are. */
let strangers: () => void = () => undefined;
export const onStranger = (f: () => void) => { strangers = f; };

/** 122 random bits, also where the page is not served securely. */
function unique(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** The token of an officer who works in another console; it has a mode of its own, and no cookie is sent beside it. */
let bearer = '';
export const carry = (token: string) => { bearer = token; };

export function headers(): Record<string, string> {
  return bearer ? { Authorization: 'Bearer ' + bearer } : { 'BaseKYC-Mode': mode.value };
}

interface Sending {
  signal?: AbortSignal;
  keepalive?: boolean; // it arrives although the page goes
}

/** Sends a request; anything but success is thrown as a Refusal. */
export async function send(method: Method, path: string, body?: unknown, how?: AbortSignal | Sending): Promise<Response> {
  const h = headers();
  if (body instanceof Blob) h['Content-Type'] = body.type;
  else if (body !== undefined) h['Content-Type'] = 'application/json';
  if (method === 'POST' && path.startsWith('/v1/')) h['Idempotency-Key'] = unique();
  const { signal, keepalive } = how instanceof AbortSignal ? { signal: how, keepalive: false } : how ?? {};
  let reply: Response;
  try {
    const content = body instanceof Blob ? body : body === undefined ? null : JSON.stringify(body);
    reply = await fetch(path, { method, headers: h, body: content, credentials: bearer ? 'omit' : 'same-origin', ...(signal ? { signal } : {}), ...(keepalive ? { keepalive } : {}) });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new Refusal(offline);
  }
  if (reply.ok) return reply;
  const problem = await problemOf(reply);
  if (reply.status === 401 && path.startsWith('/v1/')) strangers();
  throw new Refusal(problem);
}

/** The same, with the reply as JSON. */
export async function ask<T>(method: Method, path: string, body?: unknown, how?: AbortSignal | Sending): Promise<T> {
  const reply = await send(method, path, body, how);
  return (reply.status === 204 ? undefined : await reply.json()) as T;
}

/** Puts a query together; what is empty is left out. */
export function query(path: string, params: Record<string, string | number | undefined>): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(params)) if (v !== undefined && v !== '') q.set(k, String(v));
  const text = q.toString();
  return text ? `${path}?${text}` : path;
}
