// One WebSocket of the customer, from hello to its close. It is used once: a
// lost one is replaced, never reopened.

import type { View } from '../types/view.js';

export type FromServer =
  | { type: 'welcome'; role: string; heartbeat_s: number; ice_servers: RTCIceServer[]; session: View }
  | { type: 'ice_servers'; ice_servers: RTCIceServer[] }
  | { type: 'session'; session: View }
  | { type: 'answer'; sdp: string }
  | { type: 'peer'; present: boolean; media: boolean }
  | { type: 'pong'; t: number; at: string }
  | { type: 'error'; code: string; message: string };

export type ToServer =
  | { type: 'ready' }
  | { type: 'offer'; sdp: string }
  | { type: 'candidate'; candidate: RTCIceCandidateInit }
  | { type: 'leave' };

export interface SocketEvents {
  message(m: FromServer): void;
  /** Called once. 4408 when we ourselves missed three pongs. */
  closed(code: number): void;
}

const handshake = 10_000; // ms until a socket without a welcome counts as lost

export class Socket {
  private readonly ws: WebSocket;
  private beat = 0;
  private guard = 0;
  private unanswered = 0;
  private over = false;

  constructor(base: string, token: string, device: string, private readonly events: SocketEvents) {
    this.ws = new WebSocket(base.replace(/^http/, 'ws') + '/realtime', 'basekyc.v1');
    this.guard = window.setTimeout(() => this.lose(4408), handshake);
    this.ws.onopen = () => this.ws.send(JSON.stringify({ type: 'hello', token, device }));
    this.ws.onmessage = (e) => this.hear(e.data);
    this.ws.onclose = (e) => this.lose(e.code);
  }

  /** Sends if the connection is open; a message for a lost one is dropped, for the next one starts anew. */
  send(m: ToServer): void {
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(m));
  }

  /** Closes without an event. */
  close(): void {
    this.over = true;
    this.release();
  }

  private hear(data: unknown): void {
    let m: FromServer;
    try {
      m = JSON.parse(String(data)) as FromServer;
    } catch {
      return; // not ours to judge: the server only sends JSON
    }
    if (m.type === 'welcome') {
      clearTimeout(this.guard);
      this.ping();
      this.beat = window.setInterval(() => this.ping(), (m.heartbeat_s || 5) * 1000);
    }
    if (m.type === 'pong') this.unanswered = 0;
    if (!this.over) this.events.message(m);
  }

  private ping(): void {
    if (this.unanswered++ >= 3) return this.lose(4408);
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ type: 'ping', t: Date.now() }));
  }

  private lose(code: number): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.events.closed(code);
  }

  private release(): void {
    clearInterval(this.beat);
    clearTimeout(this.guard);
    this.ws.onopen = this.ws.onmessage = this.ws.onclose = null;
    this.ws.close();
  }
}
