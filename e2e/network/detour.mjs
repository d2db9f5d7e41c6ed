// A way for UDP that is late, uneven or out of order, between a client and the
// server, the same for the same seed.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export class Detour {
  delay = 0; // ms for every packet, each way
  jitter = 0; // ms more for each, up to
  reorder = 0; // part of the packets that are overtaken: 40 ms late

  /** Listens at `at` for clients of `to`, on the same port. */
  static async open(at, to, port, seed = 1) {
    const d = new Detour();
    Object.assign(d, { to, port, seed, ways: new Map() });
    d.front = createSocket('udp4');
    d.front.on('message', (m, from) => d.#forward(m, from));
    d.front.bind(port, at);
    await once(d.front, 'listening');
    return d;
  }

  close() {
    this.front.close();
    for (const s of this.ways.values()) s.close();
  }

  #forward(message, from) {
    const key = from.address + ':' + from.port;
    let back = this.ways.get(key);
    if (!back) {
      this.ways.set(key, back = createSocket('udp4'));
      back.on('message', (m) => this.#later(() => this.front.send(m, from.port, from.address)));
    }
    this.#later(() => back.send(message, this.port, this.to));
  }

  #later(send) {
    const ms = this.delay + this.jitter * this.#random() + (this.#random() < this.reorder ? 40 : 0);
    if (ms < 1) send();
    else setTimeout(() => { try { send(); } catch { /* closed meanwhile */ } }, ms);
  }

  #random() { // mulberry32
    let t = this.seed += 0x6d2b79f5;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  }
}
