// Asks again for what the page needs to begin. A request that a change of
// network broke may hang for a minute: each attempt has a short limit, longer
// from one to the next for links that are slow and not broken.

import { BaseKYCError } from '../types/errors.js';

/** How long a request may take, and what else ends it. */
export interface Within {
  ms: number;
  signal?: AbortSignal;
  /** Asks for another connection than the attempt before used, where the browser has two: that one may be dead and look alive. */
  apart?: boolean;
}

const limits = [4_000, 6_000, 9_000, 14_000, 20_000]; // ms that attempt 1, 2, … may take

/** Milliseconds between a failed attempt and the next, 1 being the first that failed. */
export const pause = (failed: number): number => Math.min(500 * 2 ** (failed - 1), 4_000);

/** Whether another attempt may help: nothing came back, or a proxy said that there is nobody behind it. */
export function passing(e: unknown): boolean {
  return e instanceof BaseKYCError && (e.code === 'network_error' || (e.status >= 502 && e.status <= 504));
}

export class Insistence {
  private nudge: () => void = () => undefined;

  /** `failed` hears how many attempts have failed so far, 0 once it is over. */
  constructor(private readonly failed: (attempts: number, last?: BaseKYCError) => void) {}

  /** Does it, if need be several times. Throws what the last attempt threw, or the first that no repeating helps. */
  async run<T>(attempt: (within: Within) => Promise<T>, end: AbortSignal): Promise<T> {
    try {
      for (let n = 0, apart = false; ; apart = !apart) {
        const cut = new AbortController();
        this.nudge = () => cut.abort();
        try {
          return await attempt({ ms: limits[n]!, signal: cut.signal, apart });
        } catch (e) {
          if (end.aborted || !passing(e)) throw e;
          this.failed(n + 1, e as BaseKYCError);
          if (cut.signal.aborted) continue; // in a hurry: it has not failed
          if (++n === limits.length) throw e;
          await this.rest(pause(n), end);
          if (end.aborted) throw e;
        }
      }
    } finally {
      this.nudge = () => undefined;
      this.failed(0);
    }
  }

  /** Tries at once: the customer asked for it, or the network is back. Cuts the attempt that is under way. */
  now(): void {
    this.nudge();
  }

  private rest(ms: number, end: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.nudge = () => {
        clearTimeout(timer);
        done();
      };
      end.addEventListener('abort', this.nudge, { once: true });
    });
  }
}
