import { useEffect, useState } from 'preact/hooks';
import { query } from '../../member/api/client.js';
import { type Session, type Status, statuses } from '../../member/api/session.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { may } from '../../member/state/me.js';
import { at, go, mode, place, setQuery } from '../../member/state/place.js';
import { Curl } from '../parts/curl.js';
import { Live } from '../../member/parts/live.js';
import { usePages } from '../parts/more.js';
import { SessionTable } from '../parts/session-table.js';
import { statusText } from '../../member/parts/status.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Icon } from '../../ui/icon.js';
import { PageHead } from '../../ui/page.js';
import { NewSession } from './session-new.js';

const spans: Record<string, [string, number]> = { '1': ['Last 24 hours', 1], '7': ['Last 7 days', 7], '30': ['Last 30 days', 30] };
const day = 86_400_000;

/** The start of a span, in whole hours so that the address of the list stays the same while one looks. */
const since = (days: string) => (spans[days] ? new Date(Math.floor((Date.now() - spans[days][1] * day) / 3_600_000) * 3_600_000).toISOString() : '');

export function Sessions() {
  const q = place.value.query;
  const status = statuses.find((s) => s === q.get('status')) ?? '';
  const reference = q.get('reference') ?? '';
  const span = q.get('days') ?? '';
  const path = query('/v1/sessions', { limit: 25, status, reference, created_after: since(span) });
  const list = usePages<Session>(path);
  useFeedRefresh(list.reload, (e) => e.type.startsWith('session.'));
  const filtered = status || reference || span;
  const create = q.has('new');
  return (
    <>
      <PageHead name="Sessions" title="Sessions" lead="Every verification that your backend ordered." action={<><Live />{may('sessions:write') && <Button kind="main" icon="plus" onClick={() => setQuery({ new: '1' }, false)}>Create session</Button>}</>} />
      <div class="filters">
        <Search reference={reference} />
        <Pick label="Status" value={status} onInput={(v) => setQuery({ status: v }, false)} options={[['', 'Any status'], ...statuses.map((s): [string, string] => [s, statusText(s as Status)])]} />
        <Pick label="Created" value={span} onInput={(v) => setQuery({ days: v }, false)} options={[['', 'Any time'], ...Object.entries(spans).map(([k, [t]]): [string, string] => [k, t])]} />
        {filtered && <Button kind="quiet" icon="x" onClick={() => setQuery({ status: '', reference: '', days: '' }, false)}>Clear</Button>}
      </div>
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} /> : (
        <div class="panel">
          {list.rows?.length === 0
            ? filtered
              ? <Empty icon="search" title="No session matches" action={<Button onClick={() => setQuery({ status: '', reference: '', days: '' }, false)}>Clear the filters</Button>}>A reference is searched for exactly as your backend sent it.</Empty>
              : <Empty icon="video" title={`No ${mode.value} sessions yet`} action={may('sessions:write') && <><Button kind="main" icon="plus" onClick={() => setQuery({ new: '1' }, false)}>Create session</Button><ButtonLink href={at('/')}>Show me how</ButtonLink></>}>A session is one customer's verification, from the link to the result.</Empty>
            : <><SessionTable rows={list.rows} fresh={list.fresh} expect={10} />{list.more}</>}
        </div>
      )}
      <details class="api"><summary>The API call behind this page</summary><Curl path={path} /></details>
      {create && <NewSession onClose={() => setQuery({ new: '' })} />}
    </>
  );
}

function Pick({ label, value, options, onInput }: { label: string; value: string; options: [string, string][]; onInput: (v: string) => void }) {
  return (
    <select class="input pick" aria-label={label} value={value} onInput={(e) => onInput(e.currentTarget.value)}>
      {options.map(([v, t]) => <option key={v} value={v} selected={v === value}>{t}</option>)}
    </select>
  );
}

/** An id opens its session; anything else is looked for as the reference. */
function Search({ reference }: { reference: string }) {
  const [text, set] = useState(reference);
  useEffect(() => set(reference), [reference]);
  const search = () => {
    const t = text.trim();
    if (/^vs_[0-9a-z]{20,}$/.test(t)) go(at('/sessions/' + t));
    else setQuery({ reference: t }, false);
  };
  return (
    <form class="search" role="search" onSubmit={(e) => { e.preventDefault(); search(); }}>
      <Icon name="search" />
      <input class="input" type="search" aria-label="Find by session id or reference" placeholder="Session id or reference" value={text} onInput={(e) => set(e.currentTarget.value)} onSearch={search} />
    </form>
  );
}
