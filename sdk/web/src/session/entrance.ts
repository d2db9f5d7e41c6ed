// The way into a session: exchanges the link's code or the host page's token,
// or comes back into the session that this tab was in before a refresh.

import { BaseKYCError } from '../types/errors.js';
import type { View } from '../types/view.js';
import type { Credential, Door, Key } from './door.js';
import type { Within } from './insistence.js';
import { forget, keep, recall, type Kept } from './kept.js';
import { forgetCode, type Link } from './link.js';

/** How the session is reached: by link, or by a token that the host page holds. */
export type Entry = { link: Link } | { base: string; token: string; publicKey: string };

export interface Entered {
  view: View;
  credential: Credential;
  welcomed: boolean;
  ready: boolean; // the device check was passed
  chosen: string; // language that the customer chose before a refresh, or ''
}

export class Entrance {
  constructor(private readonly entry: Entry, private readonly door: Door) {}

  /** Enters; `welcomed` and `ready` say what the customer has behind them. Throws a link_…, token_… or session_… error. */
  async enter(within?: Within): Promise<Entered> {
    const kept = this.mine();
    if (kept && !this.code()) {
      this.door.token = kept.token;
      return { view: await this.door.view(within), credential: { token: kept.token, expires_at: kept.expiresAt }, welcomed: kept.welcomed, ready: kept.ready, chosen: kept.language ?? '' };
    }
    const got = await this.door.exchange(this.key(), within);
    this.door.token = got.token;
    if ('link' in this.entry) {
      forgetCode(this.entry.link);
      this.entry.link.code = '';
    }
    const { welcomed, ready, language } = kept ?? { welcomed: false, ready: false, language: '' };
    keep({ base: this.door.base, session: got.session.id, token: got.token, expiresAt: got.expires_at, from: this.from(), welcomed, ready, ...(language ? { language } : {}) });
    return { view: got.session, credential: got, welcomed, ready, chosen: language ?? '' };
  }

  /** Takes a renewed token for the next refresh. */
  renewed(c: Credential): void {
    this.door.token = c.token;
    this.change({ token: c.token, expiresAt: c.expires_at });
  }

  /** A screen is passed: a refresh need not repeat it. */
  passed(what: 'welcomed' | 'ready'): void {
    this.change({ [what]: true });
  }

  /** A language was chosen: a refresh keeps it. */
  chose(language: string): void {
    this.change({ language });
  }

  /** Nothing is left to come back to. */
  leave(): void {
    forget();
  }

  private change(part: Partial<Kept>): void {
    const kept = this.mine();
    if (kept) keep({ ...kept, ...part });
  }

  private mine(): Kept | null {
    const kept = recall();
    if (!kept || kept.base !== this.door.base) return null;
    return ('link' in this.entry ? kept.session === this.entry.link.session : kept.from === this.from()) ? kept : null;
  }

  private code(): string {
    return 'link' in this.entry ? this.entry.link.code : '';
  }

  private key(): Key {
    if (!('link' in this.entry)) return { token: this.entry.token, public_key: this.entry.publicKey };
    const { session, code } = this.entry.link;
    if (!code) throw new BaseKYCError('link_invalid', 'the link has no code, and this tab has not opened it before');
    return { session_id: session, code };
  }

  private from(): string {
    return 'link' in this.entry ? '' : this.entry.token.slice(-16); // of the signature: enough to know it again
  }
}
