// The page around an embedded call: it says who works here and hears what
// happened. Nothing of it is in an address: docs/embedding-desk.md.

import { signal } from '@preact/signals';
import { parentOf } from '../../../sdk/web/src/bridges.js';
import { contract, type DeskEvent, type DeskEventType, type Entrance } from '../../../sdk/web/src/desk/messages.js';

/** Whether this page is a call in somebody else's console. */
export const embedded = /^\/console\/embed\//.test(location.pathname);

const parent = embedded ? parentOf(undefined) : '';

/** Whether the parent has let an officer in: from then on he is available while he has no call. */
export const entered = signal(false);

let token = '';
let waits: ((token: string) => void)[] = [];

/** Tells the parent, at its own origin only. */
export function tell<T extends DeskEventType>(type: T, data: Extract<DeskEvent, { type: T }>['data']): void {
  if (parent) window.parent.postMessage({ source: 'basekyc-desk', v: contract, type, at: Date.now(), data }, parent);
}

/** Calls `enter` whenever the parent lets an officer in or sends him on. */
export function hear(enter: (e: Entrance) => void): void {
  addEventListener('message', (m: MessageEvent) => {
    if (!parent || m.source !== window.parent || m.origin !== parent) return;
    const said = m.data as { target?: unknown; v?: unknown; type?: unknown; token?: unknown; session_id?: unknown } | null;
    if (said?.target !== 'basekyc-desk' || said.v !== contract || typeof said.token !== 'string') return;
    token = said.token;
    for (const go of waits.splice(0)) go(token);
    if (said.type === 'enter') enter({ token, ...(typeof said.session_id === 'string' ? { session_id: said.session_id } : {}) });
    entered.value = true; // after that: what follows it asks in the officer's name
  });
  tell('ready', {});
}

/** The officer's token of now. */
export const carried = (): string => token;

/** Asks the parent for a newer one. */
export function renewed(): Promise<string> {
  tell('token_needed', {});
  return new Promise((ok) => waits.push(ok));
}
