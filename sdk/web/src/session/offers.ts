// Times that a waiting customer may choose one of instead of waiting on.

import type { View } from '../types/view.js';
import type { Door, Slot } from './door.js';

const first = 15_000; // ms of waiting before it is asked,
const again = 30_000; // and between two questions

export class Offers {
  private timer = 0;
  private waits = false;

  constructor(private readonly door: Pick<Door, 'slots'>, private readonly told: (slots: Slot[]) => void) {}

  /** Asks for as long as the customer waits. */
  follow(v: View): void {
    const waits = v.status === 'waiting';
    if (waits === this.waits) return;
    this.end();
    this.waits = waits;
    if (waits) this.timer = window.setTimeout(() => void this.ask(), first);
    else this.told([]);
  }

  /** Asks now: of the times that are shown one may be gone. */
  async ask(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const offered = await this.door.slots();
      if (this.waits) this.told(offered.data);
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
