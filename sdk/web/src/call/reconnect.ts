// When to come back after a connection was lost. Pure: the caller owns the
// timers and tells the time.

export interface ReconnectPolicy {
  /** What to do after the close code of a socket. */
  after(code: number): 'again' | 'renew' | 'stop_replaced' | 'stop_ended' | 'stop_refused';
  /** Milliseconds until try number n (1 is the first) of this outage. */
  delay(n: number): number;
  /** Whether to give up. `graceEnds` is 0 while unknown; all are milliseconds of the server's clock. */
  over(now: number, lostAt: number, graceEnds: number): boolean;
}

/**
 * Milliseconds that attempt n (0 is the first of a line, that of an outage begins with 1) may take until its connection is
 * open. Through a cut link the first packet of a connection is lost, and the system repeats it after 1, 3, 7 s only: a fresh
 * attempt every second notices the link's return at once. Every third one is for links that are slow and not cut. Later ones
 * are fewer: Chromium delays them, by seconds in the end, when some thirty have failed.
 */
export function patience(n: number): number {
  if (n < 1) return 10_000;
  if (n > 12) return 3_000;
  return n % 3 ? 1_000 : n % 2 ? 3_000 : 5_000;
}

const longestGrace = 120_000; // ms; no session has a longer one, so trying beyond it is pointless

/** 0.5 s, doubled to at most 5 s, until the grace period has ended: api/realtime.md. */
export const defaultPolicy: ReconnectPolicy = {
  after(code) {
    switch (code) {
      case 4401: return 'renew'; // the token may have run out while the device slept
      case 4403: return 'stop_refused';
      case 4409: return 'stop_replaced';
      case 4410: return 'stop_ended';
      default: return 'again'; // 1006, 1012, 1013, 4400, 4408 and whatever a proxy invents
    }
  },
  delay: (n) => Math.min(500 * 2 ** (Math.max(1, n) - 1), 5_000),
  over: (now, lostAt, graceEnds) => now >= (graceEnds || lostAt + longestGrace),
};
