// Measures a peer's line by its statistics, and holds what is sent to what the
// line carries.

import { Follower, ladder, type Measured, type Quality } from './quality.js';

const every = 2_000; // ms between two looks; the first are of a line that is still finding its rate

interface Pair { type: string; nominated?: boolean; state?: string; availableOutgoingBitrate?: number; currentRoundTripTime?: number }
interface Remote { type: string; kind?: string; fractionLost?: number; roundTripTime?: number }
interface Outbound { type: string; kind?: string; timestamp: number; totalEncodedBytesTarget?: number }

/** What an encoder was asked for until a moment: bytes, and ms of the page's clock. */
export interface Asked { bytes: number; at: number }

const sound = 50_000; // bit/s that sound takes of a line beside the picture, if that is not too full already
const tooMuch = 0.1;

export class Gauge {
  private readonly follower = new Follower();
  private readonly timer: number;
  private asked: Asked | undefined;

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
    if (!report) return;
    const { asked, ...measured } = read(report, this.asked);
    this.asked = asked;
    if (!this.follower.look(measured)) return;
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

/**
 * What the statistics say of sending; browsers differ in what they have. Firefox does not say what a line carries, but what it
 * asked its encoder for (`asked`, of the look before as well): of that arrives what is not lost, for it asks for no less than
 * a size needs. Its round trip of a pair is that of the connection's first moment.
 */
export function read(report: { forEach(f: (s: unknown) => void): void }, before?: Asked): Measured & { asked: Asked | undefined } {
  const m = { rate: 0, loss: 0, rtt: 0 };
  let asked: Asked | undefined, trip = 0;
  report.forEach((s) => {
    const pair = s as Pair, remote = s as Remote, sent = s as Outbound;
    if (pair.type === 'candidate-pair' && pair.nominated && pair.state === 'succeeded') {
      m.rate = pair.availableOutgoingBitrate ?? m.rate;
      m.rtt = (pair.currentRoundTripTime ?? 0) * 1000 || m.rtt;
    }
    if (remote.type === 'remote-inbound-rtp' && remote.kind === 'video') {
      m.loss = remote.fractionLost ?? 0;
      trip = (remote.roundTripTime ?? 0) * 1000;
    }
    if (sent.type === 'outbound-rtp' && sent.kind === 'video' && sent.totalEncodedBytesTarget !== undefined) asked = { bytes: sent.totalEncodedBytesTarget, at: sent.timestamp };
  });
  if (!m.rate && asked && before) {
    const bytes = asked.bytes - before.bytes, ms = asked.at - before.at;
    if (bytes > 0 && ms > 0) m.rate = Math.round(bytes * 8000 / ms * (1 - m.loss)) + (m.loss < tooMuch ? sound : 0); // none while no picture is encoded
  }
  if (trip) m.rtt = trip;
  return { ...m, asked };
}
