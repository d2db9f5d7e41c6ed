import { useMemo } from 'preact/hooks';
import type { SessionStats } from '../api/stats.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { useGet } from '../../member/state/resource.js';
import { Chart, type Series } from '../../ui/chart.js';
import { Empty } from '../../ui/empty.js';
import { Figures, Panel } from '../../ui/panel.js';
import { Skeleton } from '../../ui/skeleton.js';

/** The last thirty days in four numbers and a chart. */
export function Outcomes() {
  const stats = useGet<SessionStats>('/v1/stats/sessions?days=30');
  useFeedRefresh(stats.reload, (e) => e.type.startsWith('session.'), 5000);
  const days = stats.data?.data;
  const [times, series, sums] = useMemo(() => {
    const d = days ?? [];
    const of = (f: (x: (typeof d)[number]) => number) => d.map(f);
    const series: Series[] = [
      { name: 'Approved', tone: 'good', values: of((x) => x.approved) },
      { name: 'Needs review', tone: 'warn', values: of((x) => x.needs_review) },
      { name: 'Rejected', tone: 'bad', values: of((x) => x.rejected) },
      { name: 'Ended without a decision', tone: 'rest', values: of((x) => x.expired + x.canceled + x.failed) },
      { name: 'Open', tone: 'accent', values: of((x) => x.open) },
    ];
    const sum = (f: (x: (typeof d)[number]) => number) => of(f).reduce((a, b) => a + b, 0);
    return [d.map((x) => Date.parse(x.date) / 1000), series, { created: sum((x) => x.created), approved: sum((x) => x.approved), review: sum((x) => x.needs_review), rejected: sum((x) => x.rejected) }] as const;
  }, [days]);
  if (stats.problem && !days) return null; // the page is of use without it
  const decided = sums.approved + sums.review + sums.rejected;
  const share = (n: number) => (decided ? `${Math.round((100 * n) / decided)} % of decided` : 'none decided yet');
  const n = (v: number) => (days ? v.toLocaleString() : <Skeleton width="48px" />);
  return (
    <>
      <Figures of={[
        { name: 'Sessions, 30 days', value: n(sums.created), note: 'created' },
        { name: 'Approved', value: n(sums.approved), note: share(sums.approved) },
        { name: 'Needs review', value: n(sums.review), note: share(sums.review) },
        { name: 'Rejected', value: n(sums.rejected), note: share(sums.rejected) },
      ]} />
      <Panel title="Sessions by outcome" note="Per day, last 30 days">
        {days && !sums.created ? <Empty tight icon="activity" title="Nothing to draw yet">Each day with sessions becomes a bar.</Empty> : days ? <Chart title="Sessions by outcome per day" day times={times as number[]} series={series} kind="bars" /> : <Skeleton height="236px" />}
      </Panel>
    </>
  );
}
