// Renews the session token when two thirds of its life are over.

import type { BaseKYCError } from '../types/errors.js';
import type { Credential } from './door.js';

/** Milliseconds until the renewal is due; a token is never renewed sooner than in 5 s. */
export function renewalDelay(now: number, expiresAt: string): number {
  const life = Date.parse(expiresAt) - now;
  return Number.isFinite(life) ? Math.max(5_000, (life * 2) / 3) : 5 * 60_000;
}

export class Renewal {
  private timer = 0;

  constructor(private readonly ask: () => Promise<Credential>, private readonly renewed: (c: Credential) => void) {}

  /** Starts, or starts again, for a token. A failed try is repeated in 15 s: the token still has a third of its life. */
  arm(expiresAt: string): void {
    this.wait(renewalDelay(Date.now(), expiresAt));
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    // setTimeout counts in 31 bits
    this.timer = window.setTimeout(() => void this.renew(), Math.min(ms, 2 ** 31 - 1));
  }

  private async renew(): Promise<void> {
    try {
      const c = await this.ask();
      this.renewed(c);
      this.arm(c.expires_at);
    } catch (e) {
      if ((e as BaseKYCError).status !== 401) this.wait(15_000); // a refused token is not asked for again
    }
  }
}
