// How the desk works, by day, officer and step.

import { useMemo } from 'preact/hooks';
import { query } from '../../member/api/client.js';
import { plain } from '../../member/parts/status.js';
import { Wrong } from '../../member/parts/wrong.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { place, setQuery } from '../../member/state/place.js';
import { useGet } from '../../member/state/resource.js';
import { Chart, type Series } from '../../ui/chart.js';
import { Empty, Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Figures, Panel } from '../../ui/panel.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Table } from '../../ui/table.js';
import { Segments } from '../../ui/tabs.js';
import type { CallDay, CallStats, OfficerStats } from '../api/numbers.js';

const spans = ['7', '14', '30', '90'] as const;

/** 3:05, as people say how long. */
const clock = (s: number) => `${Math.floor(Math.round(s) / 60)}:${String(Math.round(s) % 60).padStart(2, '0')}`;
const percent = (v: number) => `${Math.round(v * 100)} %`;

function firstDay(days: number): string {
  const d = new Date(Date.now() - (days - 1) * 86_400_000);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
}

export function Numbers() {
  const q = place.value.query;
  const chosen = spans.find((s) => s === q.get('days')) ?? '14';
  const from = q.get('from') ?? '';
  const to = q.get('to') ?? '';
  const stats = useGet<CallStats>(query('/desk/numbers', { from: from || firstDay(Number(chosen)), to, target_seconds: q.get('target') ?? '' }));
  useFeedRefresh(stats.reload, (e) => e.type.startsWith('session.'), 5000);
  const d = stats.data;
  const sum = (f: (x: CallDay) => number) => (d?.days ?? []).reduce((a, x) => a + f(x), 0);
  const judged = sum((x) => x.in_target + x.out_of_target + x.abandoned);
  const [times, waits, levels] = useMemo(() => {
    const days = d?.days ?? [];
    const of = <T,>(f: (x: CallDay) => T) => days.map(f);
    const waits: Series[] = [
      { name: 'Met in time', tone: 'good', values: of((x) => x.in_target) },
      { name: 'Met later', tone: 'warn', values: of((x) => x.out_of_target) },
      { name: 'Left', tone: 'bad', values: of((x) => x.abandoned) },
    ];
    const levels: Series[] = [
      { name: 'Half waited no longer', tone: 'good', values: of((x) => x.wait_p50_seconds) },
      { name: '95 of 100 waited no longer', tone: 'warn', values: of((x) => x.wait_p95_seconds) },
      { name: 'A call takes', tone: 'accent', values: of((x) => x.mean_handling_seconds) },
    ];
    return [days.map((x) => Date.parse(x.date + 'T00:00') / 1000), waits, levels] as const;
  }, [d]);
  const calls = (d?.officers ?? []).reduce((a, o) => a + o.calls, 0);
  const handled = (d?.officers ?? []).reduce((a, o) => a + o.calls * o.mean_handling_seconds, 0);
  return (
    <>
      <PageHead title="Numbers" name="Numbers" lead={d ? `${d.from} to ${d.to}, days of ${d.timezone}.` : 'How the desk works.'}
        action={<Segments label="How many days" value={from ? '' as '7' : chosen} onChange={(v) => setQuery({ days: v, from: '', to: '' })} options={spans.map((s) => ({ value: s, text: `${s} days` }))} />} />
      <div class="filters">
        <label class="day"><span>From</span><input class="input pick" type="date" value={from || d?.from || ''} onChange={(e) => setQuery({ from: e.currentTarget.value, to: to || d?.to || '' })} /></label>
        <label class="day"><span>Until</span><input class="input pick" type="date" value={to || d?.to || ''} onChange={(e) => setQuery({ to: e.currentTarget.value, from: from || d?.from || '' })} /></label>
        <label class="day"><span>Target</span>
          <select class="input pick" value={q.get('target') ?? ''} onInput={(e) => setQuery({ target: e.currentTarget.value })}>
            <option value="">The account's{d && !q.get('target') ? `, ${clock(d.target_seconds)}` : ''}</option>
            {[30, 60, 120, 180, 300, 600].map((s) => <option key={s} value={String(s)} selected={q.get('target') === String(s)}>{clock(s)}</option>)}
          </select>
        </label>
      </div>
      {stats.problem && !d ? <Wrong problem={stats.problem} reload={stats.reload} /> : <>
        {d?.incomplete && <Notice tone="warn">There is more than can be counted at once. Choose fewer days.</Notice>}
        <Figures of={[
          { name: 'Service level', value: !d ? '–' : judged ? percent(sum((x) => x.in_target) / judged) : '–', note: d ? `met within ${clock(d.target_seconds)}` : '' },
          { name: 'Abandoned', value: d ? sum((x) => x.abandoned).toLocaleString() : '–', note: judged ? `${percent(sum((x) => x.abandoned) / judged)} of those in line` : '' },
          { name: 'Calls', value: d ? calls.toLocaleString() : '–' },
          { name: 'A call takes', value: calls ? clock(handled / calls) : '–', note: 'on average' },
        ]} />
        <Panel title="Who was met in time" note="Customers by the day on which their wait ended">
          {!d ? <Skeleton height="236px" /> : judged ? <Chart title="Customers met in time, met later and gone, per day" day times={times as number[]} series={waits} kind="bars" /> : <Empty tight icon="hourglass" title="Nobody was in line">Each day on which somebody waited becomes a bar.</Empty>}
        </Panel>
        <Panel title="How long it took" note="Minutes and seconds, per day">
          {!d ? <Skeleton height="236px" /> : calls ? <Chart title="Waiting and handling times per day" day times={times as number[]} series={levels} kind="lines" unit={clock} /> : <Empty tight icon="clock" title="No calls">Waiting and handling times are drawn once there are calls.</Empty>}
        </Panel>
        <Panel title="From link to result" note="Sessions created on these days" flush={!!d?.funnel[0]?.reached}>
          {!d ? <Skeleton height="160px" /> : d.funnel[0]?.reached ? <Funnel of={d.funnel} /> : <Empty tight icon="list" title="No sessions">None was created on these days.</Empty>}
        </Panel>
        <Panel title="Officers" flush={!!d?.officers.length}>
          {d && !d.officers.length ? <Empty tight icon="users" title="No calls">Whoever conducts calls stands here.</Empty> : <Officers rows={d?.officers} />}
        </Panel>
      </>}
    </>
  );
}

function Funnel({ of }: { of: CallStats['funnel'] }) {
  const all = of[0]?.reached || 1;
  return (
    <Table caption="How far sessions came" rows={of} id={(s) => s.step} columns={[
      { head: 'Step', cell: (s) => plain(s.step) },
      { head: 'Came so far', cell: (s) => <span class="way"><meter min={0} max={all} value={s.reached} aria-hidden="true" />{s.reached.toLocaleString()}</span> },
      { head: 'Of all', cell: (s) => percent(s.reached / all), fit: true, right: true },
      { head: 'Lost on the way there', cell: (s) => { const before = of[of.indexOf(s) - 1]; return before ? (before.reached - s.reached).toLocaleString() : ''; }, fit: true, right: true },
      { head: 'Ended here', cell: (s) => s.ended.toLocaleString(), fit: true, right: true },
    ]} />
  );
}

function Officers({ rows }: { rows: OfficerStats[] | undefined }) {
  const n = (f: (o: OfficerStats) => number) => (o: OfficerStats) => f(o).toLocaleString();
  return (
    <Table caption="What each officer did" rows={rows} id={(o) => o.officer_id} columns={[
      { head: 'Officer', cell: (o) => o.name || 'Not of the staff' },
      { head: 'Calls', cell: n((o) => o.calls), fit: true, right: true },
      { head: 'A call takes', cell: (o) => clock(o.mean_handling_seconds), fit: true, right: true },
      { head: 'Approved', cell: n((o) => o.approved), fit: true, right: true },
      { head: 'Review', cell: n((o) => o.needs_review), fit: true, right: true },
      { head: 'Rejected', cell: n((o) => o.rejected), fit: true, right: true },
      { head: 'Handed back', cell: n((o) => o.handed_back), fit: true, right: true },
      { head: 'Undecided', cell: n((o) => o.undecided), fit: true, right: true },
    ]} />
  );
}
