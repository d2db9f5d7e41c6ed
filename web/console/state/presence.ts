// Says every half minute that the officer is here, so that his time at the desk can
// be counted. Whether customers come to him is a matter of the line alone.

import { effect } from '@preact/signals';
import { ask } from '../../member/api/client.js';
import { Refusal } from '../../member/api/problem.js';
import { me } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import { works } from '../groups.js';
import { availability } from './line.js';
import { embedded, entered } from './parent.js';
import { shift } from './shift.js';

const every = 30_000;

/** Call it once. A sign that does not arrive is not repeated: the next one follows. */
export function followPresence(): void {
  effect(() => {
    const here = embedded ? entered.value : me.value && !me.value.second_factor.needed && works('agent');
    const state = !embedded && availability.value === 'break' ? 'break' : 'online'; // a frame knows of no break
    if (!here || !mode.value) return;
    let renewing = false; // the token of a frame ends also while the officer sits before an empty line
    const sign = async () => {
      try {
        await ask('PUT', '/desk/presence', { state });
      } catch (e) {
        if (!embedded || renewing || !(e instanceof Refusal) || e.problem.status !== 401) return;
        renewing = true;
        await shift(true).catch(() => undefined);
        renewing = false;
      }
    };
    void sign();
    const timer = setInterval(() => void sign(), every);
    return () => clearInterval(timer);
  });
}
