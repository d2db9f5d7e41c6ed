// Where an agent waits for customers and takes them.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refusal } from '../../member/api/problem.js';
import { Refused } from '../../member/parts/wrong.js';
import { plain } from '../../member/parts/status.js';
import { useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { at, go } from '../../member/state/place.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { useGet } from '../../member/state/resource.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Empty, Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { many, say } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Segments } from '../../ui/tabs.js';
import { toast } from '../../ui/toast.js';
import type { Case } from '../api/case.js';
import { CaseTable } from '../parts/case-table.js';
import { InLine, Tongue } from '../parts/in-line.js';
import { Waited } from '../parts/wait.js';
import { useKeys } from '../state/keys.js';
import { availability, line, reached, setAvailability } from '../state/line.js';

export function Desk() {
  const mine = useGet<{ data: Case[] }>('/desk/sessions?status=in_progress,interrupted&mine=true');
  const recent = useGet<{ data: Case[] }>('/desk/sessions?status=decided,in_audit,completed,rejected,failed&mine=true&newest=true');
  useFeedRefresh(() => { mine.reload(); recent.reload(); });
  const running = mine.data?.data[0];
  const waiting = line.value;
  const take = useAction(async () => {
    try {
      const c = await ask<Case>('POST', '/desk/next');
      go(at('/call/' + c.id));
    } catch (e) {
      if (!(e instanceof Refusal) || e.problem.code !== 'nobody_waits') throw e;
      toast(waiting?.length ? say('Nobody waits whom you can serve yet: others at the desk speak their language or have the skill') : say('Somebody else took the last customer'), 'circle_alert');
    }
  });
  const pick = useAction(async (id: string) => {
    await ask('POST', `/desk/sessions/${id}/accept`);
    go(at('/call/' + id));
  });
  const news = useNews(waiting);
  const free = availability.value === 'available';
  useKeys({ n: () => waiting?.length && !running && take.run() });
  useEffect(() => {
    if (waiting?.length) document.title = `(${waiting.length}) ${say('Desk')} · BASEKYC`;
  }, [waiting?.length]);
  return (
    <>
      <PageHead title={say('Desk')} name={say('Desk')} lead={free ? say('Customers come to you while you are available.') : say('You are on a break: nobody counts on you.')}
        action={<Segments label={say('Availability')} value={availability.value} onChange={setAvailability} options={[{ value: 'available', text: say('Available') }, { value: 'break', text: say('On a break') }]} />} />
      <p class="heard" role="status">{news}</p>
      {running && <Notice tone="warn" action={<ButtonLink kind="main" small href={at('/call/' + running.id)}>{say('Back into the call')}</ButtonLink>}>{running.status === 'interrupted' ? say('Your call with {name} goes on, interrupted.', { name: running.customer.name }) : say('Your call with {name} goes on.', { name: running.customer.name })}</Notice>}
      {free && !reached.value && waiting === undefined && <Notice>{say('Connecting to the line…')}</Notice>}
      <Refused by={take.refusal ?? pick.refusal} />
      <Panel title={!waiting?.length ? say('The line') : waiting.length === 100 ? say('100 or more waiting') : many('{n} waiting', '{n} waiting', waiting.length)} flush={!!waiting?.length}
        action={<Button kind="main" icon="video" busy={take.busy} disabled={!waiting?.length || !!running} title={running ? say('Finish your call first') : say('Shortcut: {key}', { key: 'N' })} onClick={() => void take.run()}>{say('Take the next customer')}</Button>}>
        {!free ? <Empty tight icon="pause" title={say('You are on a break')}>{say('Come back to see who waits.')}</Empty>
          : waiting === undefined ? <SkeletonLines lines={4} />
          : !waiting.length ? <Empty tight icon="users" title={say('Nobody waits')}>{say('Whoever comes stands here at once. Leave this page open.')}</Empty>
          : <ol class="line" aria-label={say('Who waits, in the order in which they are met')}>
              {waiting.map((c, i) => (
                <li key={c.id}>
                  <span class="place number" aria-label={say('Place {n}', { n: i + 1 })}>{i + 1}</span>
                  <span class="who"><strong>{c.customer.name}</strong><span class="quiet small">{plain(c.verification_type)}, {c.documents.map(plain).join(', ')}</span><InLine of={c} /></span>
                  <span class="tongue"><Tongue of={c} /></span>
                  <span class="waited"><span class="heard">{say('waits')} </span><Waited of={c} /></span>
                  <Button small busy={pick.busy} disabled={!!running || (!!c.held_for && c.held_for.id !== me.value?.member.id)} title={c.held_for && c.held_for.id !== me.value?.member.id ? say('For {name}', { name: c.held_for.name }) : ''} onClick={() => void pick.run(c.id)}>{say('Take')}</Button>
                </li>
              ))}
            </ol>}
      </Panel>
      <Panel title={say('Your last cases')} flush={!!recent.data?.data.length}>
        {recent.data && !recent.data.data.length ? <Empty tight icon="list" title={say('No cases yet')}>{say('Cases that you decide are listed here.')}</Empty> : <CaseTable rows={recent.data?.data.slice(0, 10)} caption={say('Your last cases')} />}
      </Panel>
    </>
  );
}

/** Who has come while one looked, for a screen reader. */
function useNews(waiting: Case[] | undefined): string {
  const known = useRef<Set<string> | undefined>(undefined);
  const [news, set] = useState('');
  useEffect(() => {
    const fresh = known.current && waiting?.filter((c) => !known.current?.has(c.id));
    known.current = waiting && new Set(waiting.map((c) => c.id));
    if (fresh?.length) set(say('New in the line: {names}. {n} waiting.', { names: fresh.map((c) => c.customer.name).join(', '), n: waiting?.length ?? 0 }));
  }, [waiting]);
  return news;
}
