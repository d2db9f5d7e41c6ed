// Times that a customer may choose one of instead of waiting on, in the line or for an officer who was lost.

import type { View } from '../types/view.js';
import type { Door, Slot } from './door.js';

const first = 15_000; // ms of waiting before it is asked,
const away = 21_000; // or without the officer: the server gives him 20 s,
const again = 30_000; // and between two questions

/** Whether the officer of the call is lost, or nobody came back after a restart of the server. */
export const alone = (v: View): boolean => v.status === 'interrupted' && (v.sub_status === 'agent_lost' || v.sub_status === 'server_restarted');

export class Offers {
  private timer = 0;
  private waits = false;

  constructor(private readonly door: Pick<Door, 'slots'>, private readonly told: (slots: Slot[], offered: boolean) => void) {}

  /** Asks for as long as the customer waits, in the line or alone in the call. */
  follow(v: View): void {
    const waits = v.status === 'waiting' || alone(v);
    if (waits === this.waits) return;
    this.end();
    this.waits = waits;
    if (waits) this.timer = window.setTimeout(() => void this.ask(), alone(v) ? away : first);
    else this.told([], false);
  }

  /** Asks now: of the times that are shown one may be gone. */
  async ask(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const offered = await this.door.slots();
      if (this.waits) this.told(offered.data, offered.offered);
    } catch {
      // waiting goes on without
    }
    clearTimeout(this.timer);
    if (this.waits) this.timer = window.setTimeout(() => void this.ask(), again);
  }

  end(): void {
    this.waits = false;
    clearTimeout(this.timer);
  }
}
