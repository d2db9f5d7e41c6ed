import { useState } from 'preact/hooks';
import { query } from '../../member/api/client.js';
import { type Event, eventTypes } from '../../member/api/event.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { mode, place, setQuery } from '../../member/state/place.js';
import { at } from '../../member/state/place.js';
import { Curl } from '../parts/curl.js';
import { lookOf } from '../../member/parts/event-look.js';
import { Live } from '../../member/parts/live.js';
import { usePages } from '../parts/more.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Code, Json } from '../../ui/code.js';
import { Id } from '../../ui/copy.js';
import { Empty } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { PageHead } from '../../ui/page.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Time } from '../../ui/time.js';

/** Everything that happened, newest first, as it happens. */
export function Events() {
  const q = place.value.query;
  const type = q.get('type') ?? '';
  const session = q.get('session') ?? '';
  const path = query('/v1/events', { limit: 50, order: 'desc', type, session_id: session });
  const list = usePages<Event>(path);
  useFeedRefresh(list.reload, (e) => (!type || e.type === type) && (!session || e.data.session_id === session), 500);
  const filtered = type || session;
  const clear = () => setQuery({ type: '', session: '' }, false);
  return (
    <>
      <PageHead name="Events" title="Events" lead="All that happened, in the order in which it was written. Webhooks are this list on its way to you." action={<Live />} />
      <div class="filters">
        <select class="input pick" aria-label="Type" value={type} onInput={(e) => setQuery({ type: e.currentTarget.value }, false)}>
          <option value="">Any type</option>
          {eventTypes.map((t) => <option key={t} value={t} selected={t === type}>{t}</option>)}
        </select>
        <SessionFilter session={session} />
        {filtered && <Button kind="quiet" icon="x" onClick={clear}>Clear</Button>}
      </div>
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} /> : (
        <div class="panel">
          {!list.rows ? <div class="body"><SkeletonLines lines={10} /></div>
            : list.rows.length === 0
              ? filtered ? <Empty icon="search" title="No event matches" action={<Button onClick={clear}>Clear the filters</Button>} /> : <Empty icon="activity" title={`Nothing has happened in ${mode.value} mode`}>Events of sessions appear here as they are written.</Empty>
              : <><ol class="log">{list.rows.map((e) => <Line key={e.id} event={e} fresh={list.fresh.has(e.id)} />)}</ol>{list.more}</>}
        </div>
      )}
      <details class="api"><summary>The API calls behind this page</summary><div class="stack"><Curl path={path} /><Curl path="/v1/events/stream" /><Code language="sh" what="command" text={`basekyc events tail --url ${location.origin}`} /></div></details>
    </>
  );
}

function SessionFilter({ session }: { session: string }) {
  return (
    <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); setQuery({ session: new FormData(e.currentTarget).get('session')?.toString().trim() ?? '' }, false); }}>
      <Icon name="search" />
      <input key={session} class="input" type="search" name="session" aria-label="Session id" placeholder="Session id" defaultValue={session} />
    </form>
  );
}

function Line({ event: e, fresh }: { event: Event; fresh: boolean }) {
  const [open, set] = useState(false);
  const look = lookOf(e);
  const session = e.data.session_id;
  return (
    <li class={`${look.tone} ${fresh ? 'fresh' : ''}`}>
      <details onToggle={(ev) => set(ev.currentTarget.open)}>
        <summary><Icon name={look.icon} /><span class="what">{look.text}</span><span class="mono quiet type">{e.type}</span><Time at={e.created} as="ago" /></summary>
        {open && <div class="opened"><div class="row"><Id id={e.id} />{session && <a class="small" href={at('/sessions/' + session)}>Open the session</a>}</div><Json value={e} what="event" /></div>}
      </details>
    </li>
  );
}
