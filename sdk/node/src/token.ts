import { errorOf } from './error.js';
import type { Wiring } from './transport.js';

/** The credential of a call. `drop` says that the server refused one, and tells whether another can be had. */
export interface Token {
  get(w: Wiring): Promise<string>;
  drop(refused: string): boolean;
}

export function secretKey(key: string): Token {
  return { get: async () => key, drop: () => false };
}

const early = 60; // seconds before its end at which an access token is replaced

/** Access tokens of an OAuth client (RFC 6749, 4.4), fetched when needed; calls at the same time share one. */
export function clientCredentials(baseUrl: string, id: string, secret: string, scopes: string[] | undefined, now: () => number): Token {
  let current = '';
  let until = 0; // milliseconds
  let fetching: Promise<string> | undefined;

  const fetchOne = async (w: Wiring) => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scopes ? { scope: scopes.join(' ') } : {}) });
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
    const reply = await w.fetch(`${baseUrl}/oauth/token`, {
      method: 'POST', body: form, redirect: 'error', signal: AbortSignal.timeout(w.timeout),
      headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
    });
    if (!reply.ok) throw await errorOf(reply);
    const { access_token, expires_in = 0 } = (await reply.json()) as { access_token: string; expires_in?: number };
    current = access_token;
    until = now() + Math.max(expires_in - early, expires_in / 2) * 1000;
    return current;
  };

  return {
    get: async (w) => {
      if (current && now() < until) return current;
      fetching ??= fetchOne(w).finally(() => (fetching = undefined));
      return fetching;
    },
    drop: (refused) => {
      if (current === refused) current = '';
      return true;
    },
  };
}
