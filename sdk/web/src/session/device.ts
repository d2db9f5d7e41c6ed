// The device secret: 32 random bytes that bind a session to this browser. It is
// ours to keep, never shown, and the same for all sessions on this device.

const key = 'basekyc.device';
let inMemory = ''; // where storage is forbidden: good until the page goes

/** The device secret, made on first use. */
export function deviceSecret(): string {
  try {
    const kept = localStorage.getItem(key);
    if (kept && /^[A-Za-z0-9_-]{43}$/.test(kept)) return kept;
    const made = inMemory || newSecret();
    localStorage.setItem(key, made);
    return made;
  } catch {
    inMemory ||= newSecret();
    return inMemory;
  }
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** An id of our own for what may be sent twice and must count once. */
export function drawId(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((b) => b.toString(16).padStart(2, '0')).join('');
}
