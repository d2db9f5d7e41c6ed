// Says every half minute that the officer is here, so that his time at the desk can
// be counted. Whether customers come to him is a matter of the line alone.

import { effect } from '@preact/signals';
import { ask } from '../../member/api/client.js';
import { me } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import { works } from '../groups.js';
import { availability } from './line.js';

const every = 30_000;

/** Call it once. A sign that does not arrive is not repeated: the next one follows. */
export function followPresence(): void {
  effect(() => {
    const state = availability.value === 'break' ? 'break' : 'online';
    if (!me.value || me.value.second_factor.needed || !mode.value || !works('agent')) return;
    const sign = () => void ask('PUT', '/desk/presence', { state }).catch(() => undefined);
    sign();
    const timer = setInterval(sign, every);
    return () => clearInterval(timer);
  });
}
