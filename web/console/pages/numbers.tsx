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
import { many, say, locale, language } from '../../ui/say.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Table } from '../../ui/table.js';
import { clockText } from '../../ui/time.js';
import { Segments } from '../../ui/tabs.js';
import { FilesTaken } from '../parts/files-taken.js';
import { TakeFile } from '../parts/take-file.js';
import type { Attendance, CallDay, CallStats, OfficerStats } from '../api/numbers.js';

const spans = ['7', '14', '30', '90'] as const;

/** 3:05, as people say how long. */
const clock = (s: number) => `${Math.floor(Math.round(s) / 60)}:${String(Math.round(s) % 60).padStart(2, '0')}`;
const day = (date: string) => clockText(Date.parse(date + 'T00:00'), 'day');
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
      { name: say('Met in time'), tone: 'good', values: of((x) => x.in_target) },
      { name: say('Met later'), tone: 'warn', values: of((x) => x.out_of_target) },
      { name: say('Left'), tone: 'bad', values: of((x) => x.abandoned) },
    ];
    const levels: Series[] = [
      { name: say('Half waited no longer'), tone: 'good', values: of((x) => x.wait_p50_seconds) },
      { name: say('95 of 100 waited no longer'), tone: 'warn', values: of((x) => x.wait_p95_seconds) },
      { name: say('A call takes'), tone: 'accent', values: of((x) => x.mean_handling_seconds) },
    ];
    return [days.map((x) => Date.parse(x.date + 'T00:00') / 1000), waits, levels] as const;
  }, [d, language.value]);
  const calls = (d?.officers ?? []).reduce((a, o) => a + o.calls, 0);
  const handled = (d?.officers ?? []).reduce((a, o) => a + o.calls * o.mean_handling_seconds, 0);
  return (
    <>
      <PageHead title={say('Numbers')} name={say('Numbers')} lead={d ? say('{from} to {to}, days of {zone}.', { from: day(d.from), to: day(d.to), zone: d.timezone }) : say('How the desk works.')}
        action={<>
          <Segments label={say('How many days')} value={from ? '' as '7' : chosen} onChange={(v) => setQuery({ days: v, from: '', to: '' })} options={spans.map((s) => ({ value: s, text: many('{n} day', '{n} days', Number(s)) }))} />
          <TakeFile path="/desk/numbers/export" body={{ from: from || firstDay(Number(chosen)), to, target_seconds: Number(q.get('target') ?? 0) }} note={say('What this page shows, in the days of the account.')}
            tables={[{ value: 'days', text: say('Days') }, { value: 'officers', text: say('Officers') }, { value: 'attendance', text: say('Time at the desk') }, { value: 'funnel', text: say('From link to result') }]} />
        </>} />
      <div class="filters">
        <label class="day"><span>{say('From')}</span><input class="input pick" type="date" value={from || d?.from || ''} onChange={(e) => setQuery({ from: e.currentTarget.value, to: to || d?.to || '' })} /></label>
        <label class="day"><span>{say('Until')}</span><input class="input pick" type="date" value={to || d?.to || ''} onChange={(e) => setQuery({ to: e.currentTarget.value, from: from || d?.from || '' })} /></label>
        <label class="day"><span>{say('Target')}</span>
          <select class="input pick" value={q.get('target') ?? ''} onInput={(e) => setQuery({ target: e.currentTarget.value })}>
            <option value="">{d && !q.get('target') ? say("The account's, {time}", { time: clock(d.target_seconds) }) : say("The account's")}</option>
            {[30, 60, 120, 180, 300, 600].map((s) => <option key={s} value={String(s)} selected={q.get('target') === String(s)}>{clock(s)}</option>)}
          </select>
        </label>
      </div>
      {stats.problem && !d ? <Wrong problem={stats.problem} reload={stats.reload} /> : <>
        {d?.incomplete && <Notice tone="warn">{say('There is more than can be counted at once. Choose fewer days.')}</Notice>}
        <Figures of={[
          { name: say('Service level'), value: !d ? '–' : judged ? percent(sum((x) => x.in_target) / judged) : '–', note: d ? say('met within {time}', { time: clock(d.target_seconds) }) : '' },
          { name: say('Abandoned'), value: d ? sum((x) => x.abandoned).toLocaleString(locale()) : '–', note: judged ? say('{share} of those in line', { share: percent(sum((x) => x.abandoned) / judged) }) : '' },
          { name: say('Calls'), value: d ? calls.toLocaleString(locale()) : '–' },
          { name: say('A call takes'), value: calls ? clock(handled / calls) : '–', note: say('on average') },
        ]} />
        <Panel title={say('Who was met in time')} note={say('Customers by the day on which their wait ended')}>
          {!d ? <Skeleton height="236px" /> : judged ? <Chart title={say('Customers met in time, met later and gone, per day')} day times={times as number[]} series={waits} kind="bars" /> : <Empty tight icon="hourglass" title={say('Nobody was in line')}>{say('Each day on which somebody waited becomes a bar.')}</Empty>}
        </Panel>
        <Panel title={say('How long it took')} note={say('Minutes and seconds, per day')}>
          {!d ? <Skeleton height="236px" /> : calls ? <Chart title={say('Waiting and handling times per day')} day times={times as number[]} series={levels} kind="lines" unit={clock} /> : <Empty tight icon="clock" title={say('No calls')}>{say('Waiting and handling times are drawn once there are calls.')}</Empty>}
        </Panel>
        <Panel title={say('From link to result')} note={say('Sessions created on these days')} flush={!!d?.funnel[0]?.reached}>
          {!d ? <Skeleton height="160px" /> : d.funnel[0]?.reached ? <Funnel of={d.funnel} /> : <Empty tight icon="list" title={say('No sessions')}>{say('None was created on these days.')}</Empty>}
        </Panel>
        <Panel title={say('Officers')} flush={!!d?.officers.length}>
          {d && !d.officers.length ? <Empty tight icon="users" title={say('No calls')}>{say('Whoever conducts calls stands here.')}</Empty> : <Officers rows={d?.officers} />}
        </Panel>
        <Panel title={say('Time at the desk')} note={say('Per day and officer, hours and minutes')} flush={!!d?.attendance.length}>
          {d && !d.attendance.length ? <Empty tight icon="clock" title={say('Nobody was at the desk')}>{say('Whoever opens the console as an officer stands here.')}</Empty> : <Attended rows={d?.attendance} />}
        </Panel>
        <FilesTaken />
      </>}
    </>
  );
}

function Funnel({ of }: { of: CallStats['funnel'] }) {
  const all = of[0]?.reached || 1;
  return (
    <Table caption={say('How far sessions came')} rows={of} id={(s) => s.step} columns={[
      { head: say('Step'), cell: (s) => plain(s.step) },
      { head: say('Came so far'), cell: (s) => <span class="way"><meter min={0} max={all} value={s.reached} aria-hidden="true" />{s.reached.toLocaleString(locale())}</span> },
      { head: say('Of all'), cell: (s) => percent(s.reached / all), fit: true, right: true },
      { head: say('Still on the way'), cell: (s) => s.on_the_way.toLocaleString(locale()), fit: true, right: true },
      { head: say('Ended here'), cell: (s) => s.ended.toLocaleString(locale()), fit: true, right: true },
    ]} />
  );
}

const shownDays = 100; // rows; the file has all

function Attended({ rows }: { rows: Attendance[] | undefined }) {
  const hours = (f: (a: Attendance) => number) => (a: Attendance) => { const m = Math.round(f(a) / 60); return `${Math.floor(m / 60)}:${String(m % 60).padStart(2, '0')}`; };
  return (
    <>
      <Table caption={say('Time at the desk')} rows={rows?.toReversed().slice(0, shownDays)} id={(a) => a.date + a.officer_id} columns={[
        { head: say('Day'), cell: (a) => day(a.date), fit: true },
        { head: say('Officer'), cell: (a) => a.name || say('Not of the staff') },
        { head: say('Online'), cell: hours((a) => a.online_seconds), fit: true, right: true },
        { head: say('In call'), cell: hours((a) => a.in_call_seconds), fit: true, right: true },
        { head: say('Idle'), cell: hours((a) => a.idle_seconds), fit: true, right: true },
        { head: say('Break'), cell: hours((a) => a.break_seconds), fit: true, right: true },
        { head: say('Away'), cell: hours((a) => a.away_seconds), fit: true, right: true },
        { head: say('Occupancy'), cell: (a) => (a.occupancy === null ? '–' : percent(a.occupancy)), fit: true, right: true },
      ]} />
      {(rows?.length ?? 0) > shownDays && <p class="small quiet">{say('The newest {n}; a file has all.', { n: shownDays })}</p>}
    </>
  );
}

function Officers({ rows }: { rows: OfficerStats[] | undefined }) {
  const n = (f: (o: OfficerStats) => number) => (o: OfficerStats) => f(o).toLocaleString(locale());
  return (
    <Table caption={say('What each officer did')} rows={rows} id={(o) => o.officer_id} columns={[
      { head: say('Officer'), cell: (o) => o.name || say('Not of the staff') },
      { head: say('Calls'), cell: n((o) => o.calls), fit: true, right: true },
      { head: say('A call takes'), cell: (o) => clock(o.mean_handling_seconds), fit: true, right: true },
      { head: say('Approved'), cell: n((o) => o.approved), fit: true, right: true },
      { head: say('Review'), cell: n((o) => o.needs_review), fit: true, right: true },
      { head: say('Rejected'), cell: n((o) => o.rejected), fit: true, right: true },
      { head: say('Handed back'), cell: n((o) => o.handed_back), fit: true, right: true },
      { head: say('Appointment'), cell: n((o) => o.appointments), fit: true, right: true },
      { head: say('Undecided'), cell: n((o) => o.undecided), fit: true, right: true },
    ]} />
  );
}
