// Who waits, live, for as long as the officer is available. Watching the line is
// what makes one available: on a break nobody is counted on.

import { effect, signal } from '@preact/signals';
import { Socket } from '../../../sdk/web/src/call/socket.js';
import { defaultPolicy, patience } from '../../../sdk/web/src/call/reconnect.js';
import { me } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import type { Case } from '../api/case.js';
import { works } from '../groups.js';
import { embedded, entered } from './parent.js';
import { shift } from './shift.js';

export type Availability = 'available' | 'break';

/** undefined: not known yet. */
export const line = signal<Case[] | undefined>(undefined);
export const availability = signal<Availability>(sessionStorage.getItem('availability') === 'break' ? 'break' : 'available');
export const reached = signal(false);
/** In a call: then nobody counts on the officer. */
export const talking = signal(false);

export function setAvailability(a: Availability): void {
  sessionStorage.setItem('availability', a);
  availability.value = a;
}

type Message = { type: 'queue'; cases: Case[] } | { type: 'welcome' | 'pong' | 'error' };

/** Watches the line of the mode on the screen. Call it once. */
export function followLine(): void {
  effect(() => {
    const there = embedded ? entered.value : me.value && works('agent') && availability.value === 'available';
    const watching = there && !talking.value;
    const m = mode.value;
    line.value = undefined;
    if (!watching || !m) return;
    const w = new Watch();
    return () => w.end();
  });
}

class Watch {
  private socket: Socket<Message> | undefined;
  private timer = 0;
  private tries = 0;
  private over = false;

  constructor() {
    void this.dial(false);
  }

  end(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.socket?.close();
    reached.value = false;
  }

  private async dial(renew: boolean): Promise<void> {
    let token: string;
    try {
      token = await shift(renew);
    } catch {
      return this.again(false);
    }
    if (this.over) return;
    this.socket = new Socket<Message>(location.origin, { token }, {
      message: (m) => {
        if (m.type === 'welcome') {
          this.tries = 0;
          reached.value = true;
        }
        if (m.type === 'queue') line.value = m.cases;
      },
      closed: (code) => {
        reached.value = false;
        this.again(defaultPolicy.after(code) === 'renew');
      },
    }, patience(this.tries));
  }

  private again(renew: boolean): void {
    if (this.over) return;
    this.timer = window.setTimeout(() => void this.dial(renew), defaultPolicy.delay(++this.tries));
  }
}
