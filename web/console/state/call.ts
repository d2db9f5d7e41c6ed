// The officer's side of one call: socket, camera and peer, lost and regained
// together. The page shows its signals and asks the server for everything else.

import { signal } from '@preact/signals';
import { Camera } from '../../../sdk/web/src/call/camera.js';
import { Peer } from '../../../sdk/web/src/call/peer.js';
import { defaultPolicy, patience } from '../../../sdk/web/src/call/reconnect.js';
import { Socket, type FromServer, type Supervising } from '../../../sdk/web/src/call/socket.js';
import { drawId } from '../../../sdk/web/src/session/device.js';
import type { Case } from '../api/case.js';
import { talking } from './line.js';
import { shift } from './shift.js';

export type Link = 'connecting' | 'open' | 'lost' | 'elsewhere' | 'refused' | 'over';

interface Draft {
  id: string;
  text: string;
  phrase?: string;
  failed: boolean;
}

export class OfficerCall {
  readonly case = signal<Case | undefined>(undefined);
  readonly link = signal<Link>('connecting');
  readonly remote = signal<MediaStream | null>(null);
  readonly own = signal<MediaStream | null>(null);
  readonly customer = signal({ present: false, media: false, held: false }); // held: the phone took camera or microphone away
  readonly supervisor = signal<{ state: Supervising; name?: string }>({ state: 'absent' });
  readonly camera = signal<'' | 'asking' | 'on' | string>('asking'); // else the code of what went wrong
  readonly muted = signal(false);
  readonly drafts = signal<Draft[]>([]); // written and not in the case yet

  private socket: Socket<FromServer<Case>> | undefined;
  private peer: Peer | undefined;
  private ice: RTCIceServer[] = [];
  private welcomed = false;
  private tries = 0;
  private timer = 0;
  private ended = false;
  private readonly cam = new Camera({
    track: (t) => void this.peer?.replace(t),
    lost: (e) => { this.camera.value = e.code; },
  });

  constructor(readonly id: string) {
    talking.value = true;
    void this.dial(false);
    void this.film();
  }

  /** Takes camera and microphone; again after a permission was given. */
  async film(): Promise<void> {
    this.camera.value = 'asking';
    try {
      await this.cam.take();
      this.camera.value = 'on';
      this.own.value = this.cam.stream;
      this.connect();
    } catch (e) {
      this.camera.value = (e as { code?: string }).code ?? 'camera_unsupported';
    }
  }

  mute(m: boolean): void {
    this.cam.muted = m;
    this.muted.value = m;
  }

  /** Writes to the customer: words, or a phrase by its id. Repeated after a reconnection until the case has it. */
  write(m: { text: string; phrase?: string }): void {
    const draft = { ...m, id: drawId(), failed: false };
    this.drafts.value = [...this.drafts.value.filter((d) => !d.failed), draft];
    this.post(draft);
  }

  private post(d: Draft): void {
    this.socket?.send({ type: 'chat', id: d.id, ...(d.phrase ? { phrase: d.phrase } : { text: d.text }) });
  }

  /** Shows a case that a request has answered, unless a newer one is known. */
  show(c: Case): void {
    const known = this.case.value;
    if (known && known.version > c.version) return;
    this.case.value = c;
    if (this.drafts.value.length) this.drafts.value = this.drafts.value.filter((d) => !c.said.some((m) => m.from === 'officer' && m.id === d.id));
    const inCall = c.status === 'in_progress' || c.status === 'interrupted';
    if (inCall && c.mine) return this.connect();
    this.hangUp();
    if (known && !inCall) this.finish();
  }

  end(): void {
    this.ended = true;
    talking.value = false;
    clearTimeout(this.timer);
    this.socket?.close();
    this.hangUp();
    this.cam.release();
  }

  private finish(): void {
    this.link.value = 'over';
    talking.value = false;
    this.cam.release();
    this.own.value = null;
  }

  private async dial(renew: boolean): Promise<void> {
    let token: string;
    try {
      token = await shift(renew);
    } catch {
      return this.again(false);
    }
    if (this.ended) return;
    this.welcomed = false;
    this.socket = new Socket<FromServer<Case>>(location.origin, { token, session_id: this.id }, {
      message: (m) => this.hear(m),
      closed: (code) => this.lost(code),
    }, patience(this.tries));
  }

  private hear(m: FromServer<Case>): void {
    switch (m.type) {
      case 'welcome':
        this.tries = 0;
        this.welcomed = true;
        this.ice = m.ice_servers ?? [];
        if (this.link.value !== 'over') this.link.value = 'open';
        for (const d of this.drafts.value) if (!d.failed) this.post(d);
        return this.show(m.session);
      case 'ice_servers':
        this.ice = m.ice_servers;
        return;
      case 'session':
        return this.show(m.session);
      case 'answer':
        this.peer?.answer(m.sdp).catch(() => this.lost(1006));
        return;
      case 'peer':
        this.customer.value = { present: m.present, media: m.media, held: !!m.held };
        return;
      case 'error':
        this.drafts.value = this.drafts.value.map((d) => (d.id === m.id ? { ...d, failed: true } : d));
        return;
      case 'supervisor':
        this.supervisor.value = m;
        return;
    }
  }

  /** Starts the call's media when socket, camera and call are there. */
  private connect(): void {
    const c = this.case.value;
    const socket = this.socket;
    if (!c || !socket || !this.welcomed || this.peer || this.camera.value !== 'on' || (c.status !== 'in_progress' && c.status !== 'interrupted')) return;
    const peer = (this.peer = new Peer(this.ice, this.cam.stream, {
      candidate: (candidate) => socket.send({ type: 'candidate', candidate }),
      remote: (s) => { this.remote.value = s; },
      state: (s) => { if (peer === this.peer && s === 'failed') this.lost(1006); },
    }));
    peer.offer().then((sdp) => peer === this.peer && socket.send({ type: 'offer', sdp }), () => peer === this.peer && this.lost(1006));
  }

  private lost(code: number): void {
    this.socket?.close();
    this.socket = undefined;
    this.hangUp();
    this.customer.value = { present: false, media: false, held: false };
    this.supervisor.value = { state: 'absent' };
    const verdict = defaultPolicy.after(code);
    if (verdict === 'stop_replaced') this.link.value = 'elsewhere';
    else if (verdict === 'stop_refused') this.link.value = 'refused';
    else if (verdict === 'stop_ended') this.finish();
    else if (this.link.value !== 'over') {
      this.link.value = 'lost';
      this.again(verdict === 'renew');
    }
  }

  private again(renew: boolean): void {
    if (this.ended) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.dial(renew), defaultPolicy.delay(++this.tries));
  }

  private hangUp(): void {
    this.peer?.close();
    this.peer = undefined;
    this.remote.value = null;
  }
}
