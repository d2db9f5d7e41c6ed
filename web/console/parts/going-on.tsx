// On every page but the call's own: the officer's call that goes on, and how long
// the customer is still waited for. Leaving a call asks nothing; this leads back.

import { useEffect } from 'preact/hooks';
import { at, place } from '../../member/state/place.js';
import { type Resource, useGet } from '../../member/state/resource.js';
import { ButtonLink } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { say } from '../../ui/say.js';
import type { Case } from '../api/case.js';
import { Since } from './wait.js';

const often = 2000; // ms while a call goes on: that it was left shows after a moment
const seldom = 15_000; // ms without one: it may have begun in another window

/** The calls of this officer that go on. */
export const useMine = (): Resource<{ data: Case[] }> => useGet<{ data: Case[] }>('/desk/sessions?status=in_progress,interrupted&mine=true');

export function GoingOn() {
  const mine = useMine();
  const c = mine.data?.data[0];
  const here = place.value.path.join('/');
  useEffect(mine.reload, [here]);
  useEffect(() => {
    const again = setInterval(mine.reload, c ? often : seldom);
    return () => clearInterval(again);
  }, [!c]);
  if (!c) return null;
  return (
    <Notice tone="warn" action={<ButtonLink kind="main" small href={at('/call/' + c.id)}>{say('Back into the call')}</ButtonLink>}>
      {c.status === 'interrupted' ? say('Your call with {name} goes on, interrupted.', { name: c.customer.name }) : say('Your call with {name} goes on.', { name: c.customer.name })}
      {c.grace_ends_at && <> {say('The call fails in {time}.', { time: <Since at={c.grace_ends_at} until /> })}</>}
    </Notice>
  );
}
