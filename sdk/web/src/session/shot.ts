// The photograph that is on its way, kept over a reload: encrypted in the browser's cache, where 12 MB have room, and
// its key in sessionStorage, which dies with the tab. Where either is forbidden the photograph is asked for again.

const name = 'basekyc.shot';
const life = 10 * 60_000; // ms; an older one is not what is asked for now

interface Kept {
  what: string; // session and side
  type: string;
  at: number;
  key: number[]; // of this picture alone, so its nonce is always 0
}

const nonce = { name: 'AES-GCM', iv: new Uint8Array(12) };
const cipher = (key: Uint8Array, use: KeyUsage) => crypto.subtle.importKey('raw', key as BufferSource, 'AES-GCM', false, [use]);

export async function keepShot(what: string, picture: Blob): Promise<void> {
  try {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const sealed = await crypto.subtle.encrypt(nonce, await cipher(key, 'encrypt'), await picture.arrayBuffer());
    await (await caches.open(name)).put('/' + name, new Response(sealed));
    sessionStorage.setItem(name, JSON.stringify({ what, type: picture.type, at: Date.now(), key: [...key] } satisfies Kept));
  } catch {
    forgetShot();
  }
}

/** The photograph of that side that this tab was sending, or null. */
export async function recallShot(what: string): Promise<Blob | null> {
  try {
    const k = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Kept | null;
    if (k?.what !== what || Date.now() - k.at > life) return null;
    const sealed = await (await caches.match('/' + name, { cacheName: name }))!.arrayBuffer();
    return new Blob([await crypto.subtle.decrypt(nonce, await cipher(new Uint8Array(k.key), 'decrypt'), sealed)], { type: k.type });
  } catch {
    return null;
  }
}

export function forgetShot(): void {
  try {
    sessionStorage.removeItem(name);
    void caches.delete(name).catch(() => undefined);
  } catch {
    // nothing was kept
  }
}
