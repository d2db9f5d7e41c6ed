// Sound that the line loses is said twice: each packet brings the one before it
// too (RED). What Opus repairs by itself is speech alone.

const every = 2_000; // ms between two looks

/** Whether to say things twice, from the part that is lost (0 to 1) and what a round trip takes more than the quickest one (s). */
export function twice(now: boolean, loss: number, late: number): boolean {
  if (late > 0.15) return false; // a queue that is full, which more bytes only fill more
  return now ? loss > 0.004 : loss > 0.015;
}

interface Remote { type: string; fractionLost?: number; roundTripTime?: number }

export class Twice {
  private readonly timer: number;
  private on = false;
  private loss = 0; // falls slowly
  private least = Infinity;

  /** Looks after what a peer says, until `stop`. */
  constructor(private readonly pc: RTCPeerConnection, private readonly sender: RTCRtpSender) {
    this.timer = window.setInterval(() => void this.look(), every);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const report = await this.sender.getStats().catch(() => null);
    report?.forEach((s: Remote) => {
      if (s.type !== 'remote-inbound-rtp' || s.fractionLost === undefined) return;
      const trip = s.roundTripTime ?? 0;
      this.least = Math.min(this.least, trip || Infinity);
      this.loss = Math.max(s.fractionLost, this.loss * 0.8);
      void this.turn(twice(this.on, this.loss, trip ? trip - this.least : 0)).catch(() => undefined); // a browser that will not goes on as before
    });
  }

  /** Agrees with itself anew on which of two ways is sent, out of what the server's answer takes: nobody else need know. */
  private async turn(on: boolean): Promise<void> {
    const answer = this.pc.remoteDescription?.sdp;
    if (on === this.on || !answer || this.pc.signalingState !== 'stable') return;
    const sdp = preferring(answer, on);
    this.on = on;
    if (sdp === answer) return; // the server takes one of them only
    await this.pc.setLocalDescription(await this.pc.createOffer());
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
  }
}

/** An answer in which RED stands before Opus, or behind it. */
export function preferring(answer: string, red: boolean): string {
  const type = /^a=rtpmap:(\d+) red\/48000/m.exec(answer)?.[1];
  if (!type) return answer;
  return answer.replace(/^(m=audio \d+ \S+)((?: \d+)+)/m, (_, head: string, types: string) => {
    const others = types.trim().split(' ').filter((t) => t !== type);
    return [head, ...(red ? [type, ...others] : [...others, type])].join(' ');
  });
}
