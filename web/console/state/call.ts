// The officer's side of one call: socket, camera and peer, lost and regained
// together. The page shows its signals and asks the server for everything else.

import { signal } from '@preact/signals';
import { Camera } from '../../../sdk/web/src/call/camera.js';
import { Peer } from '../../../sdk/web/src/call/peer.js';
import type { FromServer, Supervising } from '../../../sdk/web/src/call/socket.js';
import { drawId } from '../../../sdk/web/src/session/device.js';
import type { Case } from '../api/case.js';
import { Connection } from './connection.js';
import { talking } from './line.js';

interface Draft {
  id: string;
  text: string;
  phrase?: string;
  failed: boolean;
}

export class OfficerCall {
  readonly case = signal<Case | undefined>(undefined);
  readonly remote = signal<MediaStream | null>(null);
  readonly own = signal<MediaStream | null>(null);
  readonly customer = signal({ present: false, media: false, held: false }); // held: the phone took camera or microphone away
  readonly supervisor = signal<{ state: Supervising; name?: string }>({ state: 'absent' });
  readonly camera = signal<'' | 'asking' | 'on' | string>('asking'); // else the code of what went wrong
  readonly muted = signal(false);
  readonly drafts = signal<Draft[]>([]); // written and not in the case yet

  private readonly connection: Connection;
  private peer: Peer | undefined;
  private readonly cam = new Camera({
    track: (t) => void this.peer?.replace(t),
    lost: (e) => { this.camera.value = e.code; },
  });

  constructor(readonly id: string) {
    talking.value = true;
    this.connection = new Connection({ session_id: id }, { message: (m) => this.hear(m), lost: (over) => this.lost(over) });
    void this.film();
  }

  get link(): Connection['link'] {
    return this.connection.link;
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
    this.connection.send({ type: 'chat', id: d.id, ...(d.phrase ? { phrase: d.phrase } : { text: d.text }) });
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
    talking.value = false;
    this.connection.close();
    this.hangUp();
    this.cam.release();
  }

  private finish(): void {
    this.connection.finish();
    talking.value = false;
    this.cam.release();
    this.own.value = null;
  }

  private hear(m: FromServer<Case>): void {
    switch (m.type) {
      case 'welcome':
        for (const d of this.drafts.value) if (!d.failed) this.post(d);
        return this.show(m.session);
      case 'session':
        return this.show(m.session);
      case 'answer':
        this.peer?.answer(m.sdp).catch(() => this.connection.lose(1006));
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

  /** Starts the call's media when connection, camera and call are there. */
  private connect(): void {
    const c = this.case.value;
    const { connection } = this;
    if (!c || !connection.welcomed || this.peer || this.camera.value !== 'on' || (c.status !== 'in_progress' && c.status !== 'interrupted')) return;
    const failed = () => { if (peer === this.peer) connection.lose(1006); };
    const peer = (this.peer = new Peer(connection.ice, this.cam.stream, {
      candidate: (candidate) => connection.send({ type: 'candidate', candidate }),
      remote: (s) => { this.remote.value = s; },
      state: (s) => { if (s === 'failed') failed(); },
    }));
    peer.offer().then((sdp) => peer === this.peer && connection.send({ type: 'offer', sdp }), failed);
  }

  private lost(over: boolean): void {
    if (over) this.finish();
    this.hangUp();
    this.customer.value = { present: false, media: false, held: false };
    this.supervisor.value = { state: 'absent' };
  }

  private hangUp(): void {
    this.peer?.close();
    this.peer = undefined;
    this.remote.value = null;
  }
}
