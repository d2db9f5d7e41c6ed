// The supervisor's side of a call: sees and hears both parties, and says who hears him.

import { signal } from '@preact/signals';
import { defaultPolicy, patience } from '../../../sdk/web/src/call/reconnect.js';
import { Socket, type FromServer, type Hearers } from '../../../sdk/web/src/call/socket.js';
import { phrase } from '../../ui/say.js';
import type { Case } from '../api/case.js';
import { shift } from './shift.js';
import { WatchPeer, type Watched } from './watch-peer.js';

const again = 1_000; // ms until a call in which nobody has a picture yet is asked for again

/** Why one is not heard, in words. */
const refusals: Record<string, string> = {
  voice_taken: phrase('Another supervisor speaks. Wait until they are silent.'),
  unheard: phrase('Nobody would hear you: a party is away, or its page is out of date.'),
};

export class WatchCall {
  readonly case = signal<Case | undefined>(undefined);
  readonly link = signal<'connecting' | 'open' | 'lost' | 'elsewhere' | 'refused' | 'over'>('connecting');
  readonly why = signal(''); // it was refused, in words
  readonly customer = signal<MediaStream | null>(null);
  readonly agent = signal<MediaStream | null>(null);
  readonly heard = signal<Hearers>('nobody');
  readonly trouble = signal('');

  private socket: Socket<FromServer<Case>> | undefined;
  private peer: WatchPeer | undefined;
  private ice: RTCIceServer[] = [];
  private wish: Hearers = 'nobody';
  private sdp = ''; // until it was answered
  private found: RTCIceCandidateInit[] = []; // until then
  private tries = 0;
  private timer = 0;
  private asking = 0;
  private ended = false;

  constructor(readonly id: string) {
    void this.dial(false);
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
    if (this.wish === to) this.socket?.send({ type: 'speak', to }); // else the key was let go meanwhile
  }

  /** Shows a case that a request has answered, unless a newer one is known. */
  show(c: Case): void {
    if (!this.case.value || this.case.value.version <= c.version) this.case.value = c;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.send({ type: 'leave' });
    this.socket?.close();
    this.hangUp();
  }

  private async dial(renew: boolean): Promise<void> {
    let token: string;
    try {
      token = await shift(renew);
    } catch {
      return this.later(false);
    }
    if (this.ended) return;
    this.socket = new Socket<FromServer<Case>>(location.origin, { token, session_id: this.id, watch: true }, {
      message: (m) => this.hear(m),
      closed: (code) => this.lost(code),
    }, patience(this.tries));
  }

  private hear(m: FromServer<Case>): void {
    switch (m.type) {
      case 'welcome':
        this.tries = 0;
        this.link.value = 'open';
        this.ice = m.ice_servers ?? [];
        this.show(m.session);
        return this.connect();
      case 'ice_servers':
        this.ice = m.ice_servers;
        return;
      case 'session':
        return this.show(m.session);
      case 'answer':
        this.sdp = '';
        for (const candidate of this.found.splice(0)) this.socket?.send({ type: 'candidate', candidate });
        this.peer?.answer(m.sdp).catch(() => this.lost(1006));
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
    const socket = this.socket!;
    const peer = (this.peer = new WatchPeer(this.ice, {
      candidate: (candidate) => { if (this.sdp) this.found.push(candidate); else socket.send({ type: 'candidate', candidate }); },
      remote: (of: Watched, s) => { this[of].value = s; },
      failed: () => { if (peer === this.peer) this.lost(1006); },
    }));
    peer.offer().then((sdp) => {
      if (peer !== this.peer) return;
      this.sdp = sdp;
      this.offer();
    }, () => peer === this.peer && this.lost(1006));
  }

  private offer(): void {
    if (this.sdp) this.socket?.send({ type: 'offer', sdp: this.sdp });
  }

  private lost(code: number): void {
    this.socket?.close();
    this.socket = undefined;
    this.hangUp();
    const verdict = defaultPolicy.after(code);
    if (verdict === 'stop_replaced') this.link.value = 'elsewhere';
    else if (verdict === 'stop_refused') this.link.value = 'refused';
    else if (verdict === 'stop_ended') this.link.value = 'over';
    else {
      this.link.value = 'lost';
      this.later(verdict === 'renew');
    }
  }

  private later(renew: boolean): void {
    if (this.ended) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.dial(renew), defaultPolicy.delay(++this.tries));
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
