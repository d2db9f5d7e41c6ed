// The customer's line to the server: one socket and, during the call, one peer.
// Loses and regains both together, as the policy says.

import type { View } from '../types/view.js';
import type { ServerClock } from './clock.js';
import { Peer } from './peer.js';
import type { Quality } from './quality.js';
import { patience, type ReconnectPolicy } from './reconnect.js';
import { Socket, swallowed, type FromServer, type Supervising } from './socket.js';
import type { PositionReport } from './position.js';
import type { CameraReport } from './telemetry.js';

export type LineState = 'idle' | 'connecting' | 'open' | 'reconnecting' | 'lost' | 'closed';
export type LineEnd = 'replaced' | 'ended' | 'refused' | 'gave_up';

export interface LineEvents {
  view(v: View): void;
  state(s: LineState): void;
  peer(present: boolean, media: boolean): void;
  supervisor(s: Supervising): void;
  remote(stream: MediaStream | null): void;
  quality(q: Quality): void;
  refused(code: string, message: string, chat?: string): void;
  ended(why: LineEnd): void;
}

export interface LineConfig {
  base: string;
  device: string;
  token(): string; // the token of this moment
  renew(): Promise<boolean>; // whether there is a good token now
  stream(): MediaStream | null; // null while the camera is off
  graceEnds(): number; // ms by the server's clock, 0 when unknown
  policy: ReconnectPolicy;
  clock: ServerClock;
  events: LineEvents;
}

const another = 800; // ms for a word of the server after the network changed,
const silent = 3_000; // and after media stopped arriving

/** Tells of a change from Wi-Fi to mobile data where the browser does (not in Safari and Firefox). */
const network = () => (navigator as Navigator & { connection?: EventTarget }).connection;

export class Line {
  private socket: Socket | null = null;
  private peer: Peer | null = null;
  private ice: RTCIceServer[] = [];
  private inCall = false;
  private ready = false;
  private welcomed = false;
  private camera: CameraReport | null = null; // that the server has not been told of,
  private place: PositionReport | null = null; // and where the device is
  private held = false;
  private tries = 0;
  private lostAt = 0; // server's clock; 0 while all is well
  private timer = 0;
  private state: LineState = 'idle';

  constructor(private readonly cfg: LineConfig) {
    window.addEventListener('online', this.hurry);
    network()?.addEventListener('change', this.hurry);
  }

  /** Opens the line if it is not open or being opened. */
  open(): void {
    if (this.state !== 'idle' && this.state !== 'lost') return;
    this.tries = 0;
    this.lostAt = 0;
    this.set('connecting');
    this.dial();
  }

  /** Queues the customer, now and again after each reconnection that finds the session out of the queue. */
  setReady(): void {
    this.ready = true;
    this.socket?.send({ type: 'ready' });
  }

  /** The customer is not queued again until the next `setReady`. */
  unready(): void {
    this.ready = false;
  }

  /** Tells the line of the newest view: the peer exists exactly while there is a call and a camera. */
  follow(v: View): void {
    this.inCall = v.status === 'in_progress' || v.status === 'interrupted';
    if (!this.inCall) this.hangUp();
    this.call();
  }

  /** Starts the call's media when all that it needs is there. */
  call(): void {
    const stream = this.cfg.stream();
    if (!this.inCall || this.peer || !stream || !this.socket || this.state === 'closed' || !this.welcomed) return;
    const socket = this.socket;
    const peer = (this.peer = new Peer(this.ice, stream, {
      candidate: (candidate) => {
        socket.send({ type: 'candidate', candidate });
        if (peer.connected) socket.probe(another); // the device has another network: the socket may hang on the former
      },
      remote: (s) => this.cfg.events.remote(s),
      state: (s) => this.hearPeer(peer, s),
      quality: (q) => {
        if (peer === this.peer) this.cfg.events.quality(q);
      },
    }));
    peer.offer().then(
      (sdp) => peer === this.peer && socket.send({ type: 'offer', sdp }),
      () => peer === this.peer && this.lost(1006),
    );
  }

  /** Sends a written message; on a lost line it is for the caller to send it again when the line is open. */
  write(id: string, text: string): void {
    this.socket?.send({ type: 'chat', id, text });
  }

  /** Tells the server of a camera, now or when the line is there; of several taken meanwhile of the last. */
  tell(camera: CameraReport): void {
    this.camera = this.welcomed && this.socket?.send({ type: 'camera', camera }) ? null : camera;
  }

  /** Tells the server where the device is, now or when the line is there. */
  locate(position: PositionReport): void {
    this.place = this.welcomed && this.socket?.send({ type: 'position', position }) ? null : position;
  }

  /** Tells the officer that the phone took camera or microphone away; a new connection is told anew. */
  hold(held: boolean): void {
    this.held = held;
    if (this.welcomed) this.socket?.send({ type: 'held', held });
  }

  /** Puts another camera or microphone track on the wire. */
  async replace(track: MediaStreamTrack): Promise<void> {
    await this.peer?.replace(track);
  }

  /** Lets go of the connection until `open` is called again. */
  rest(): void {
    if (this.state === 'closed' || this.state === 'idle') return;
    this.drop();
    this.set('lost');
  }

  /** Ends the line for good. `leave` says that the customer goes on purpose. */
  close(leave: boolean): void {
    if (leave) this.socket?.send({ type: 'leave' });
    window.removeEventListener('online', this.hurry);
    network()?.removeEventListener('change', this.hurry);
    this.drop();
    this.set('closed');
  }

  private dial(): void {
    this.welcomed = false;
    this.socket = new Socket(this.cfg.base, { token: this.cfg.token(), device: this.cfg.device }, {
      message: (m) => this.hear(m),
      closed: (code) => this.lost(code),
    }, patience(this.tries));
  }

  private hear(m: FromServer): void {
    const e = this.cfg.events;
    switch (m.type) {
      case 'welcome':
        this.welcomed = true;
        this.ice = m.ice_servers ?? [];
        e.supervisor('absent'); // else it is said next
        this.set('open');
        if (!this.inCall) this.recovered();
        if (this.ready && m.session.status === 'joined') this.socket?.send({ type: 'ready' });
        if (this.camera) this.tell(this.camera);
        if (this.place) this.locate(this.place);
        if (this.held) this.hold(true);
        e.view(m.session);
        return this.call(); // the view may be the known one, of which nobody is told
      case 'ice_servers':
        this.ice = m.ice_servers; // for the next peer; a call that runs keeps its own
        return;
      case 'session':
        return e.view(m.session);
      case 'answer':
        this.peer?.answer(m.sdp).catch(() => this.lost(1006));
        return;
      case 'peer':
        return e.peer(m.present, m.media);
      case 'supervisor':
        return e.supervisor(m.state);
      case 'pong':
        return this.cfg.clock.learn(m.t, m.at, Date.now());
      case 'error':
        return e.refused(m.code, m.message, m.id);
    }
  }

  private hearPeer(peer: Peer, s: RTCPeerConnectionState): void {
    if (peer !== this.peer) return;
    if (s === 'connected') this.recovered();
    if (s === 'disconnected') this.socket?.probe(silent); // it often heals by itself; when the socket is dead too it will not
    if (s === 'failed') this.lost(1006);
  }

  private recovered(): void {
    this.tries = 0;
    this.lostAt = 0;
  }

  private lost(code: number): void {
    this.drop();
    const verdict = this.cfg.policy.after(code);
    if (verdict === 'stop_replaced') return this.end('replaced');
    if (verdict === 'stop_ended') return this.end('ended');
    if (verdict === 'stop_refused') return this.end('refused');
    this.lostAt ||= this.cfg.clock.now();
    this.set('reconnecting');
    this.later(verdict === 'renew', code === swallowed);
  }

  /** Who was not heard at all disturbs nobody by trying again at once. */
  private later(renew: boolean, unheard: boolean): void {
    clearTimeout(this.timer);
    if (this.cfg.policy.over(this.cfg.clock.now(), this.lostAt, this.cfg.graceEnds())) {
      this.set('lost');
      return this.cfg.events.ended('gave_up');
    }
    const tries = ++this.tries;
    const wait = unheard ? Math.min(100, this.cfg.policy.delay(tries)) : this.cfg.policy.delay(tries);
    this.timer = window.setTimeout(() => void this.again(renew), wait);
  }

  private async again(renew: boolean): Promise<void> {
    if (renew && !(await this.cfg.renew())) return this.end('refused');
    if (this.state === 'reconnecting' && !this.socket) this.dial();
  }

  /** The device has a network again, or another one. */
  readonly hurry = (): void => {
    this.socket?.probe(another); // nobody says that it hangs on the former
    if (this.state !== 'reconnecting' || this.socket) return;
    clearTimeout(this.timer);
    this.dial();
  };

  private end(why: LineEnd): void {
    this.set('lost');
    this.cfg.events.ended(why);
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
    this.hangUp();
  }

  private hangUp(): void {
    if (!this.peer) return;
    this.peer.close();
    this.peer = null;
    this.cfg.events.remote(null);
    this.cfg.events.quality('');
  }

  private set(s: LineState): void {
    if (s === this.state || this.state === 'closed') return;
    this.state = s;
    this.cfg.events.state(s);
  }
}
