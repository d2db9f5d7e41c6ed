// What a line carries, and what is sent over it: the picture shrinks before it
// stops, and sound comes first. Pure; the peer measures and applies.

/** How a line is. '' until it was measured. */
export type Quality = '' | 'good' | 'fair' | 'poor';

export interface Measured {
  rate: number; // bit/s that may be sent, by congestion control here and the server's word (REMB); 0 when unknown
  loss: number; // part of what was sent that did not arrive, 0 to 1
  rtt: number; // ms there and back, 0 when unknown
}

/** A rung of the ladder: the picture of 640 x 480 divided by `scale`, `fps` at most. */
export interface Rung {
  scale: number;
  fps: number;
}

// First fewer pictures, as a face is compared by its pixels; then 320 x 240 and 160 x 120: whole parts of 16, as encoders want them.
export const ladder: Rung[] = [{ scale: 1, fps: 24 }, { scale: 1, fps: 10 }, { scale: 2, fps: 12 }, { scale: 4, fps: 12 }];
const down = [200_000, 100_000, 50_000]; // bit/s below which rung 0, 1 and 2 are left,
const up = 1.5; // and how many times that is needed to come back
const patience = 2; // looks in a row that must agree

/** Which rung a rate asks for, from the one that is in use. */
export function rungFor(rate: number, now: number): number {
  if (!rate) return now;
  let rung = now;
  while (rung < down.length && rate < down[rung]!) rung++;
  while (rung > 0 && rate >= down[rung - 1]! * up) rung--;
  return rung;
}

/** How a line is by one look at it. */
export function qualityOf(m: Measured): Quality {
  if (!m.rate && !m.rtt) return '';
  if (m.loss > 0.1 || m.rtt > 900 || (m.rate && m.rate < 150_000)) return 'poor';
  return m.loss > 0.03 || m.rtt > 400 || (m.rate && m.rate < 350_000) ? 'fair' : 'good';
}

/** Follows a line: one odd look changes nothing. */
export class Follower {
  rung = 0;
  quality: Quality = '';
  private wanted = 0;
  private seen: Quality = '';
  private forRung = 0; // looks that agreed
  private forQuality = 0;

  /** Takes a look; says whether anything has changed. */
  look(m: Measured): boolean {
    const before = this.rung + this.quality;
    const rung = rungFor(m.rate, this.rung), quality = qualityOf(m);
    this.forRung = rung === this.wanted ? this.forRung + 1 : 1;
    this.wanted = rung;
    if (this.forRung >= patience) this.rung = rung;
    this.forQuality = quality === this.seen ? this.forQuality + 1 : 1;
    this.seen = quality;
    if (quality && this.forQuality >= patience) this.quality = quality;
    return before !== this.rung + this.quality;
  }
}
