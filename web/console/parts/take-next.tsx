// Taking whoever is next, on the desk and after a decision.

import { useEffect } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refusal } from '../../member/api/problem.js';
import { Refused } from '../../member/parts/wrong.js';
import { type Action, useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { at, go } from '../../member/state/place.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { many, say } from '../../ui/say.js';
import { toast } from '../../ui/toast.js';
import type { Case } from '../api/case.js';
import { useKeys } from '../state/keys.js';
import { availability, line, talking } from '../state/line.js';

/** Whether somebody else has first claim to a waiting customer. */
export const forAnother = (c: Case): boolean => !!c.held_for && Date.parse(c.held_for.until) > Date.now() && c.held_for.id !== me.value?.member.id;

/** Why nobody of those who wait came. */
function nobody(waiting: Case[] | undefined): string {
  if (!waiting?.length) return say('Somebody else took the last customer');
  const names = [...new Set(waiting.map((c) => c.held_for?.name ?? ''))];
  return waiting.every(forAnother) ? say('Whoever waits is handed to {names}, who has a minute to take them', { names: names.join(', ') })
    : say('Nobody waits whom you can serve yet: others at the desk speak their language or have the skill');
}

export function useTake(): Action<[]> {
  return useAction(async () => {
    try {
      go(at('/call/' + (await ask<Case>('POST', '/desk/next')).id));
    } catch (e) {
      if (!(e instanceof Refusal) || e.problem.code !== 'nobody_waits') throw e;
      toast(nobody(line.value), 'circle_alert');
    }
  });
}

/** Who waits, once one's call is over. */
export function TakeNext() {
  const take = useTake();
  const waiting = line.value;
  useEffect(() => { talking.value = false; }, []); // the page of a call that is over is none
  useKeys({ n: () => waiting?.length && !take.busy && void take.run() });
  const away = availability.value !== 'available';
  return (
    <Panel title={away || !waiting?.length ? say('The line') : many('{n} waiting', '{n} waiting', waiting.length)}
      action={<Button kind="main" icon="video" busy={take.busy} disabled={!waiting?.length} title={say('Shortcut: {key}', { key: 'N' })} onClick={() => void take.run()}>{say('Take the next customer')}</Button>}>
      <Refused by={take.refusal} />
      <p class="quiet" role="status">{away ? say('You are on a break') : !waiting ? say('Connecting to the line…') : waiting.length ? waiting.slice(0, 5).map((c) => c.customer.name).join(', ') : say('Nobody waits')}</p>
    </Panel>
  );
}
