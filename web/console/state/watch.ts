// The supervisor's side of a call: sees and hears both parties, and says who hears him.

import { signal } from '@preact/signals';
import type { FromServer, Hearers } from '../../../sdk/web/src/call/socket.js';
import { phrase } from '../../ui/say.js';
import type { Case } from '../api/case.js';
import { Connection } from './connection.js';
import { WatchPeer, type Watched } from './watch-peer.js';

const again = 1_000; // ms until a call in which nobody has a picture yet is asked for again

/** Why one is not heard, in words. */
const refusals: Record<string, string> = {
  voice_taken: phrase('Another supervisor speaks. Wait until they are silent.'),
  unheard: phrase('Nobody would hear you: a party is away, or its page is out of date.'),
};

export class WatchCall {
  readonly case = signal<Case | undefined>(undefined);
  readonly why = signal(''); // it was refused, in words
  readonly customer = signal<MediaStream | null>(null);
  readonly agent = signal<MediaStream | null>(null);
  readonly heard = signal<Hearers>('nobody');
  readonly trouble = signal('');

  private readonly connection: Connection;
  private peer: WatchPeer | undefined;
  private wish: Hearers = 'nobody';
  private sdp = ''; // until it was answered
  private found: RTCIceCandidateInit[] = []; // until then
  private asking = 0;

  constructor(readonly id: string) {
    this.connection = new Connection({ session_id: id, watch: true }, { message: (m) => this.hear(m), lost: () => this.hangUp() });
  }

  get link(): Connection['link'] {
    return this.connection.link;
  }

  /** Says who is to hear one from now on. */
  async speak(to: Hearers): Promise<void> {
    this.wish = to;
    this.trouble.value = '';
    if (to === 'nobody') this.peer?.shut();
    else {
      try {
        await this.peer?.open();
      } catch {
        this.trouble.value = phrase('The browser does not let this page use the microphone. Allow it in the address bar, then try again.');
        return;
      }
    }
    if (this.wish === to) this.connection.send({ type: 'speak', to }); // else the key was let go meanwhile
  }

  /** Shows a case that a request has answered, unless a newer one is known. */
  show(c: Case): void {
    if (!this.case.value || this.case.value.version <= c.version) this.case.value = c;
  }

  end(): void {
    this.connection.send({ type: 'leave' });
    this.connection.close();
    this.hangUp();
  }

  private hear(m: FromServer<Case>): void {
    switch (m.type) {
      case 'welcome':
        this.show(m.session);
        return this.connect();
      case 'session':
        return this.show(m.session);
      case 'answer':
        this.sdp = '';
        for (const candidate of this.found.splice(0)) this.connection.send({ type: 'candidate', candidate });
        this.peer?.answer(m.sdp).catch(() => this.connection.lose(1006));
        return;
      case 'speaking':
        this.heard.value = m.to;
        return;
      case 'error':
        if (m.code === 'wrong_state' && this.sdp) this.asking = window.setTimeout(() => this.offer(), again);
        else if (refusals[m.code]) this.trouble.value = refusals[m.code]!;
        else this.why.value = m.message;
        return;
    }
  }

  private connect(): void {
    const failed = () => { if (peer === this.peer) this.connection.lose(1006); };
    const peer = (this.peer = new WatchPeer(this.connection.ice, {
      candidate: (candidate) => { if (this.sdp) this.found.push(candidate); else this.connection.send({ type: 'candidate', candidate }); },
      remote: (of: Watched, s) => { this[of].value = s; },
      failed,
    }));
    peer.offer().then((sdp) => {
      if (peer !== this.peer) return;
      this.sdp = sdp;
      this.offer();
    }, failed);
  }

  private offer(): void {
    if (this.sdp) this.connection.send({ type: 'offer', sdp: this.sdp });
  }

  private hangUp(): void {
    clearTimeout(this.asking);
    this.peer?.close();
    this.peer = undefined;
    this.sdp = '';
    this.found = [];
    this.customer.value = this.agent.value = null;
    this.wish = this.heard.value = 'nobody';
  }
}
