// Sends a picture to the server in pieces (tus 1.0): a cut costs the piece that was on its way, and not all of that. A
// picture that is announced again with its hash is the same upload, so every attempt begins by asking where to go on.

import { BaseKYCError } from '../types/errors.js';
import { parse, problem, type Door } from './door.js';
import type { Within } from './insistence.js';

export interface Still {
  id: string;
  width: number;
  height: number;
  sha256: string;
}

// Bytes of a piece: the first, the smallest and the largest, which the server takes just so.
const first = 64 << 10, least = 32 << 10, most = 1 << 20;
const wanted = 3_000; // ms that a piece should take
const patience = 20_000; // ms that one may
const wholePatience = 90_000; // 12 MB on a slow line

export class Sending {
  private sum = '';
  private size = first;
  private part = 0;
  private whole = false; // the way in pieces is closed

  /** `due` lets the last piece go; `progress` hears the part that the server has, 0 to 1, which never goes back. */
  constructor(
    private readonly door: Door, private readonly picture: Blob, private readonly what: Record<string, string>,
    private readonly due: () => Promise<void>, private readonly progress: (part: number) => void,
  ) {}

  /** Goes on from where the attempt before was cut. */
  async attempt(within: Within): Promise<Still> {
    if (this.whole) return this.atOnce(within);
    try {
      return await this.inPieces(within);
    } catch (e) {
      const { status } = e as BaseKYCError;
      if (status !== 404 && status !== 405 && status !== 501) throw e;
      this.whole = true; // an older server, or something between that knows no PATCH
      return this.atOnce(within);
    }
  }

  private async inPieces(within: Within): Promise<Still> {
    this.sum ||= await sha256(this.picture);
    const begun = await this.ask('POST', '/uploads?' + new URLSearchParams(this.what), within, patience, {
      'Upload-Length': String(this.picture.size), 'Upload-Metadata': `filetype ${btoa(this.picture.type)},sha256 ${btoa(this.sum)}`,
    });
    const path = '/uploads/' + begun.headers.get('Location')!.split('/').pop();
    for (let at = offset(begun); ; ) {
      if (at > this.part) this.progress((this.part = at) / this.picture.size);
      if (at + this.size >= this.picture.size) await Promise.race([this.due(), ended(within)]);
      const since = performance.now();
      const added = await this.ask('PATCH', path, within, patience, { 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' }, this.picture.slice(at, at + this.size)).catch((e: BaseKYCError) => {
        this.fits(Infinity);
        // Of another offset, not there any more, or while the call is interrupted: the next attempt asks where it is.
        throw e.status === 404 || e.status === 409 ? new BaseKYCError('network_error', e.message) : e;
      });
      if (added.status === 200) return (await added.json()) as Still;
      this.fits(performance.now() - since);
      at = offset(added);
    }
  }

  /** The next piece is as large as the line takes in good time. */
  private fits(ms: number): void {
    if (ms < wanted / 2) this.size = Math.min(this.size * 2, most);
    else if (ms > wanted * 2) this.size = Math.max(this.size / 2, least);
  }

  private async atOnce(within: Within): Promise<Still> {
    const reply = await this.ask('POST', '/stills?' + new URLSearchParams(this.what), within, wholePatience, { 'Content-Type': this.picture.type }, this.picture);
    return (await reply.json()) as Still;
  }

  private async ask(method: string, path: string, within: Within, ms: number, headers: Record<string, string>, body?: Blob): Promise<Response> {
    const end = new AbortController();
    const stop = () => end.abort();
    const timer = setTimeout(stop, ms);
    within.signal?.addEventListener('abort', stop, { once: true });
    try {
      if (within.signal?.aborted) stop();
      const reply = await fetch(this.door.base + '/customer' + path, {
        method, signal: end.signal, cache: 'no-store', credentials: within.apart ? 'same-origin' : 'omit',
        headers: { ...this.door.headers(), 'Tus-Resumable': '1.0.0', ...headers }, ...(body ? { body } : {}),
      });
      if (reply.ok) return reply;
      throw problem(reply.status, parse(await reply.text()), reply.headers.get('Retry-After'));
    } catch (e) {
      throw e instanceof BaseKYCError ? e : cut();
    } finally {
      clearTimeout(timer);
    }
  }
}

const ended = ({ signal }: Within): Promise<never> => new Promise((_, no) => signal?.addEventListener('abort', () => no(cut()), { once: true }));

const cut = () => new BaseKYCError('network_error', 'the picture could not be sent');

const offset = (reply: Response): number => Number(reply.headers.get('Upload-Offset'));

async function sha256(b: Blob): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', await b.arrayBuffer());
  return [...new Uint8Array(sum)].map((x) => x.toString(16).padStart(2, '0')).join('');
}
