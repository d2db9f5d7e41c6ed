// Where an agent waits for customers and takes them.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refused } from '../../member/parts/wrong.js';
import { plain } from '../../member/parts/status.js';
import { useAction } from '../../member/state/action.js';
import { at, go } from '../../member/state/place.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { useGet } from '../../member/state/resource.js';
import { Button } from '../../ui/button.js';
import { Empty, Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { many, say } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Segments } from '../../ui/tabs.js';
import type { Case } from '../api/case.js';
import { CaseTable } from '../parts/case-table.js';
import { HadLast } from '../parts/before.js';
import { useMine } from '../parts/going-on.js';
import { InLine, Tongue } from '../parts/in-line.js';
import { forAnother, useTake } from '../parts/take-next.js';
import { Waited } from '../parts/wait.js';
import { useKeys } from '../state/keys.js';
import { availability, line, reached, setAvailability } from '../state/line.js';

export function Desk() {
  const mine = useMine();
  const recent = useGet<{ data: Case[] }>('/desk/sessions?status=decided,in_audit,completed,rejected,failed&mine=true&newest=true');
  useFeedRefresh(() => { mine.reload(); recent.reload(); });
  const running = mine.data?.data[0];
  const waiting = line.value;
  const take = useTake();
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
                  <span class="who"><strong>{c.customer.name}</strong><span class="quiet small">{plain(c.verification_type)}, {c.documents.map(plain).join(', ')}</span><InLine of={c} /><HadLast of={c} /></span>
                  <span class="tongue"><Tongue of={c} /></span>
                  <span class="waited"><span class="heard">{say('waits')} </span><Waited of={c} /></span>
                  <Button small busy={pick.busy} disabled={!!running || forAnother(c)} title={c.held_for && forAnother(c) ? say('For {name}', { name: c.held_for.name }) : ''} onClick={() => void pick.run(c.id)}>{say('Take')}</Button>
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
