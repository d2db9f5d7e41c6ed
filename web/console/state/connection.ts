// The socket of one call's page: dialled with the officer's token, and again
// whenever it breaks. A page keeps one from its first moment to its last.

import { signal } from '@preact/signals';
import { defaultPolicy, patience } from '../../../sdk/web/src/call/reconnect.js';
import { Socket, type FromServer, type Hello, type ToServer } from '../../../sdk/web/src/call/socket.js';
import type { Case } from '../api/case.js';
import { shift } from './shift.js';

export type Link = 'connecting' | 'open' | 'lost' | 'elsewhere' | 'refused' | 'over';

interface ConnectionEvents {
  message(m: FromServer<Case>): void;
  /** The socket is gone, and with it the media that were agreed on over it; `over` when the call has ended. */
  lost(over: boolean): void;
}

export class Connection {
  readonly link = signal<Link>('connecting');
  ice: RTCIceServer[] = []; // as the server said last
  welcomed = false;

  private socket: Socket<FromServer<Case>> | undefined;
  private tries = 0;
  private timer = 0;
  private closed = false;

  constructor(private readonly hello: Omit<Hello, 'token'>, private readonly events: ConnectionEvents) {
    void this.dial(false);
  }

  send(m: ToServer): void {
    this.socket?.send(m);
  }

  /** Takes the connection for lost, by a close code. */
  lose(code: number): void {
    this.drop();
    const verdict = defaultPolicy.after(code);
    this.events.lost(verdict === 'stop_ended');
    if (verdict === 'stop_replaced') this.link.value = 'elsewhere';
    else if (verdict === 'stop_refused') this.link.value = 'refused';
    else if (verdict === 'stop_ended') this.link.value = 'over';
    else if (this.link.value !== 'over') {
      this.link.value = 'lost';
      this.later(verdict === 'renew');
    }
  }

  /** The call has ended: what is still said on the socket is heard, a new one is not dialled. */
  finish(): void {
    this.link.value = 'over';
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.drop();
  }

  private async dial(renew: boolean): Promise<void> {
    let token: string;
    try {
      token = await shift(renew);
    } catch {
      return this.later(false);
    }
    if (this.closed) return;
    this.socket = new Socket<FromServer<Case>>(location.origin, { token, ...this.hello }, {
      message: (m) => this.hear(m),
      closed: (code) => this.lose(code),
    }, patience(this.tries));
  }

  private hear(m: FromServer<Case>): void {
    if (m.type === 'welcome') {
      this.tries = 0;
      this.welcomed = true;
      this.ice = m.ice_servers ?? [];
      if (this.link.value !== 'over') this.link.value = 'open';
    } else if (m.type === 'ice_servers') this.ice = m.ice_servers;
    this.events.message(m);
  }

  private later(renew: boolean): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.dial(renew), defaultPolicy.delay(++this.tries));
  }

  private drop(): void {
    this.welcomed = false;
    this.socket?.close();
    this.socket = undefined;
  }
}
