// The server's clock, learned from its pongs, so that rings and countdowns are
// right on a device whose own clock is not.

export class ServerClock {
  private offset = 0; // ms to add to the device's clock

  /** Learns from a pong: sent at device time `t`, answered at server time `at`. */
  learn(t: number, at: string, now: number): void {
    const server = Date.parse(at);
    if (Number.isFinite(server) && t <= now) this.offset = server - (t + now) / 2;
  }

  now(): number {
    return Date.now() + this.offset;
  }
}
