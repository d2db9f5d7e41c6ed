// Passkeys: what the server asks, what the browser's authenticator answers, and why it did not.

import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON, startAuthentication, startRegistration, WebAuthnAbortService } from '@simplewebauthn/browser';
import { phrase } from '../../ui/say.js';
import type { Me, PasskeySite } from './account.js';
import { ask } from './client.js';
import { Refusal } from './problem.js';

/** A question to an authenticator. Its ticket is empty when the member has no passkey. */
export interface Question {
  ticket: string;
  public_key: object | null;
  expires_at: string;
  authenticator: boolean;
}

export type Guarded = Me & { recovery_codes: string[] };

const ways = '/dashboard/passkeys';
const mine = '/dashboard/me/passkeys';

/** Whether passkeys can be used on this page: the browser has them, and we are where they work. */
export const usable = (site: PasskeySite | null | undefined): boolean => !!site && site.origin === location.origin && browserSupportsWebAuthn();

/** What else there is to say of it. */
export const able = browserSupportsWebAuthn;

/** Asks for any passkey of ours; with a log-in that wants more than the password, for one of that member's. */
export const question = (login?: { email: string; password: string }): Promise<Question> => ask('POST', ways + '/challenge', login ?? {});

/** Adds a passkey to who is logged in. */
export async function add(name: string, password: string): Promise<Guarded> {
  const q = await ask<Question>('POST', mine + '/challenge', { password });
  const credential = await told(startRegistration({ optionsJSON: q.public_key as PublicKeyCredentialCreationOptionsJSON }));
  return ask<Guarded>('POST', mine, { ticket: q.ticket, name, credential });
}

/** Has a question signed, and logs in with it. */
export async function answer(q: Question): Promise<Me> {
  const credential = await told(startAuthentication({ optionsJSON: q.public_key as PublicKeyCredentialRequestOptionsJSON }));
  return enter(q, credential);
}

const enter = (q: Question, credential: unknown): Promise<Me> => ask('POST', ways + '/login', { ticket: q.ticket, credential });

/** Asks again before the question has run out. */
const early = 30_000;

/** Offers passkeys in the list that the browser shows under the e-mail field, until `signal`. `picked` is told that one was chosen. */
export async function offer(signal: AbortSignal, picked: (entered: Promise<Me>) => void): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return;
  while (!signal.aborted) {
    const q = await question();
    if (signal.aborted) return;
    let old = false;
    const clock = setTimeout(() => { old = true; WebAuthnAbortService.cancelCeremony(); }, Math.max(Date.parse(q.expires_at) - Date.now() - early, early));
    const end = () => WebAuthnAbortService.cancelCeremony();
    signal.addEventListener('abort', end);
    try {
      const credential = await startAuthentication({ optionsJSON: q.public_key as PublicKeyCredentialRequestOptionsJSON, useBrowserAutofill: true });
      picked(enter(q, credential));
      return;
    } catch {
      if (!old) return; // the button's question has taken its place, or the browser has a reason of its own
    } finally {
      clearTimeout(clock);
      signal.removeEventListener('abort', end);
    }
  }
}

const nameOf = (e: unknown): string => (e instanceof Error ? e.name : '');

const why: Record<string, string> = {
  NotAllowedError: phrase('Nothing was confirmed. It was cancelled, took too long, or there is no passkey for this site on this device.'),
  AbortError: phrase('Nothing was confirmed. It was cancelled, took too long, or there is no passkey for this site on this device.'),
  InvalidStateError: phrase('This device has a passkey of yours for this site already.'),
  SecurityError: phrase('Passkeys do not work at the address that this page is open at.'),
  ConstraintError: phrase('This device cannot make sure that it is you. Set a screen lock or a PIN, or use another device.'),
  NotSupportedError: phrase('This device has no kind of passkey that we take. Use another one.'),
};

/** Says in words what went wrong between browser and authenticator. */
async function told<T>(wait: Promise<T>): Promise<T> {
  try {
    return await wait;
  } catch (e) {
    const detail = why[nameOf(e)] ?? phrase('The device could not use a passkey. Try again, or use another one.');
    throw new Refusal({ type: '', title: detail, status: 0, code: 'passkey_' + nameOf(e), detail });
  }
}
