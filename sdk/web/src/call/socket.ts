// One WebSocket of a party, from hello to its close. It is used once: a
// lost one is replaced, never reopened.

import type { View } from '../types/view.js';
import type { PositionReport } from './position.js';
import type { CameraReport } from './telemetry.js';

/** V is how the party sees the session: a customer as View, an officer as Case. */
export type FromServer<V = View> =
  | { type: 'welcome'; role: string; heartbeat_s: number; ice_servers: RTCIceServer[]; session: V }
  | { type: 'ice_servers'; ice_servers: RTCIceServer[] }
  | { type: 'session'; session: V }
  | { type: 'answer'; sdp: string }
  | { type: 'peer'; present: boolean; media: boolean; held?: boolean }
  | { type: 'supervisor'; state: Supervising; name?: string }
  | { type: 'speaking'; to: Hearers }
  | { type: 'pong'; t: number; at: string }
  | { type: 'error'; code: string; message: string; id?: string };

/** What a party may know of supervisors: nobody watches, or one listens, speaks to this officer alone, or to both. */
export type Supervising = 'absent' | 'listening' | 'whispering' | 'speaking';

/** Who hears a supervisor. */
export type Hearers = 'nobody' | 'officer' | 'both';

export type ToServer =
  | { type: 'ready' }
  | { type: 'offer'; sdp: string }
  | { type: 'candidate'; candidate: RTCIceCandidateInit }
  | { type: 'chat'; id: string; text?: string; phrase?: string }
  | { type: 'held'; held: boolean }
  | { type: 'camera'; camera: CameraReport }
  | { type: 'position'; position: PositionReport }
  | { type: 'speak'; to: Hearers }
  | { type: 'leave' };

/** Who one is: a customer says the device, an officer the session, or nothing to watch the line; a supervisor `watch`. */
export interface Hello {
  token: string;
  device?: string;
  session_id?: string;
  watch?: boolean;
}

export interface SocketEvents<M = FromServer> {
  message(m: M): void;
  /** Called once. 4408 when we ourselves missed three pongs, `swallowed` when it never opened. */
  closed(code: number): void;
}

const handshake = 10_000; // ms until a socket without a welcome counts as lost

/** Close code of our own: the network swallowed the attempt to connect. */
export const swallowed = 4499;

export class Socket<M extends { type: string } = FromServer> {
  private readonly ws: WebSocket;
  private beat = 0;
  private guard = 0;
  private doubt = 0;
  private unanswered = 0;
  private over = false;

  /** `patience` is how long, in ms, the connection may take to open. */
  constructor(base: string, hello: Hello, private readonly events: SocketEvents<M>, patience = handshake) {
    this.ws = new WebSocket(base.replace(/^http/, 'ws') + '/realtime', 'basekyc.v1');
    this.guard = window.setTimeout(() => this.lose(swallowed), patience);
    this.ws.onopen = () => {
      clearTimeout(this.guard);
      this.guard = window.setTimeout(() => this.lose(4408), handshake);
      this.ws.send(JSON.stringify({ type: 'hello', ...hello }));
    };
    this.ws.onmessage = (e) => this.hear(e.data);
    this.ws.onclose = (e) => this.lose(e.code);
  }

  /** Sends if the connection is open, and says so; a message for a lost one is dropped, for the next one starts anew. */
  send(m: ToServer): boolean {
    const open = this.ws.readyState === WebSocket.OPEN;
    if (open) this.ws.send(JSON.stringify(m));
    return open;
  }

  /** Asks the server whether the connection still lives; it is lost when nothing comes within `ms`. */
  probe(ms: number): void {
    if (this.doubt || this.ws.readyState !== WebSocket.OPEN) return;
    this.doubt = window.setTimeout(() => this.lose(4408), ms);
    this.ping();
  }

  /** Closes without an event. */
  close(): void {
    this.over = true;
    this.release();
  }

  private hear(data: unknown): void {
    clearTimeout(this.doubt);
    this.doubt = 0;
    let m: M & { heartbeat_s?: number };
    try {
      m = JSON.parse(String(data)) as M;
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
    clearTimeout(this.doubt);
    this.ws.onopen = this.ws.onmessage = this.ws.onclose = null;
    this.ws.close();
  }
}
