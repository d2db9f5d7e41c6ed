// The officer's token for sockets, fetched with the log-in's cookie and again
// before it ends.

import { ask, carry } from '../../member/api/client.js';
import { mode } from '../../member/state/place.js';
import { carried, embedded, renewed } from './parent.js';

interface Shift {
  token: string;
  expires_at: string;
}

let held: { mode: string; shift: Promise<Shift> } | undefined;

/** A token that is good for another minute at least. */
export async function shift(renew = false): Promise<string> {
  if (embedded) {
    if (renew) carry(await renewed());
    return carried();
  }
  const m = mode.value;
  const now = held?.mode === m && !renew ? await held.shift.catch(() => undefined) : undefined;
  if (now && Date.parse(now.expires_at) > Date.now() + 60_000) return now.token;
  held = { mode: m, shift: ask<Shift>('POST', '/desk/token', {}) };
  return (await held.shift).token;
}
