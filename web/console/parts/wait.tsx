import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../ui/icon.js';
import { say } from '../../ui/say.js';
import { clockText } from '../../ui/time.js';
import type { Case } from '../api/case.js';

const clock = (s: number) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;

/** The time, every second anew. */
function useNow(): number {
  const [now, tick] = useState(Date.now());
  useEffect(() => {
    const t = setInterval(() => tick(Date.now()), 1000);
    return () => clearInterval(t);
  }, []);
  return now;
}

/** Seconds since, or until, an instant, every second anew. */
export function Since({ at, until }: { at: string; until?: boolean }) {
  const s = (useNow() - Date.parse(at)) / 1000;
  return <time class="number" dateTime={at} title={clockText(at, 'exact')}>{clock(Math.max(0, until ? -s : s))}</time>;
}

/** How long somebody has waited; past the account's target with a mark and in words. */
export function Waited({ of: c }: { of: Case }) {
  const late = !!c.meet_by && useNow() >= Date.parse(c.meet_by);
  const since = <Since at={c.queued_at ?? c.created_at} />;
  return late ? <span class="late" title={say('Longer than customers ought to wait')}><Icon name="alert" />{since}<span class="small">{say('late')}</span></span> : since;
}
