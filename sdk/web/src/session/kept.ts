// What a refresh needs, in sessionStorage: it dies with the tab and is useless
// on another device, because the token is bound to the device secret.

export interface Kept {
  base: string;
  session: string;
  token: string;
  expiresAt: string;
  from: string; // end of the embedding token that it was exchanged for, or ''
  language?: string; // that the customer chose on the screen
  welcomed: boolean; // the customer read the first screen
  ready: boolean; // the customer passed the device check
}

const key = 'basekyc.session';

/** The session this tab was in, or null. */
export function recall(): Kept | null {
  try {
    const k = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    return k && typeof k.token === 'string' && typeof k.session === 'string' ? k : null;
  } catch {
    return null;
  }
}

export function keep(k: Kept): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(k));
  } catch {
    // storage is forbidden here: a refresh then needs the link again
  }
}

export function forget(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
