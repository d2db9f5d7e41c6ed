// Measures a peer's line by its statistics, and holds what is sent to what the
// line carries.

import { Follower, ladder, type Measured, type Quality } from './quality.js';

const every = 2_000; // ms between two looks; the first are of a line that is still finding its rate

interface Pair { type: string; nominated?: boolean; state?: string; availableOutgoingBitrate?: number; currentRoundTripTime?: number }
interface Remote { type: string; kind?: string; fractionLost?: number }

export class Gauge {
  private readonly follower = new Follower();
  private readonly timer: number;

  constructor(private readonly pc: RTCPeerConnection, private readonly video: RTCRtpSender, private readonly changed: (q: Quality) => void) {
    this.timer = window.setInterval(() => void this.look(), every);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.pc.connectionState !== 'connected' || document.visibilityState !== 'visible') return;
    const report = await this.pc.getStats().catch(() => null);
    const { rung, quality } = this.follower;
    if (!report || !this.follower.look(read(report))) return;
    if (quality !== this.follower.quality) this.changed(this.follower.quality);
    if (rung !== this.follower.rung) await this.apply();
  }

  private async apply(): Promise<void> {
    const rung = ladder[this.follower.rung]!;
    const p = this.video.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
    const [encoding] = p.encodings ?? [];
    if (!encoding) return;
    encoding.scaleResolutionDownBy = rung.scale;
    encoding.maxFramerate = rung.fps;
    p.degradationPreference = rung.scale > 1 ? 'maintain-resolution' : 'balanced'; // what is small already is not made smaller by the browser
    await this.video.setParameters(p).catch(() => undefined); // Safari refuses some; congestion control remains
  }
}

/** What the statistics say of sending; browsers differ in what they have. */
export function read(report: { forEach(f: (s: unknown) => void): void }): Measured {
  const m: Measured = { rate: 0, loss: 0, rtt: 0 };
  report.forEach((s) => {
    const pair = s as Pair, remote = s as Remote;
    if (pair.type === 'candidate-pair' && pair.nominated && pair.state === 'succeeded') {
      m.rate = pair.availableOutgoingBitrate ?? m.rate;
      m.rtt = (pair.currentRoundTripTime ?? 0) * 1000 || m.rtt;
    }
    if (remote.type === 'remote-inbound-rtp' && remote.kind === 'video') m.loss = remote.fractionLost ?? 0;
  });
  return m;
}
