import { useMemo } from 'preact/hooks';
import { query } from '../../member/api/client.js';
import type { WebhookStats } from '../api/stats.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { useGet } from '../../member/state/resource.js';
import { Chart, type Series } from '../../ui/chart.js';
import { Empty } from '../../ui/empty.js';
import { Figures, Panel } from '../../ui/panel.js';
import { Skeleton } from '../../ui/skeleton.js';
import { span } from '../../ui/time.js';

/** Deliveries of a day: how many arrived, and how long it took. */
export function Traffic({ endpoint, title }: { endpoint?: string; title: string }) {
  const stats = useGet<WebhookStats>(query('/v1/stats/webhooks', { endpoint_id: endpoint, hours: 24 }));
  useFeedRefresh(stats.reload, () => true, 5000);
  const hours = stats.data?.data;
  const [times, counts, latency, sum] = useMemo(() => {
    const h = hours ?? [];
    const counts: Series[] = [{ name: 'Delivered', tone: 'good', values: h.map((x) => x.succeeded) }, { name: 'Pending', tone: 'rest', values: h.map((x) => x.pending) }, { name: 'Failed', tone: 'bad', values: h.map((x) => x.failed) }];
    const of = (v: number, x: (typeof h)[number]) => (x.samples ? v : null);
    const latency: Series[] = [{ name: 'Half within', tone: 'accent', values: h.map((x) => of(x.p50_ms, x)) }, { name: '95 % within', tone: 'warn', values: h.map((x) => of(x.p95_ms, x)) }];
    const total = (f: (x: (typeof h)[number]) => number) => h.reduce((a, x) => a + f(x), 0);
    const newest = h.findLast((x) => x.samples > 0);
    return [h.map((x) => Date.parse(x.hour) / 1000), counts, latency, { ok: total((x) => x.succeeded), failed: total((x) => x.failed), pending: total((x) => x.pending), newest }] as const;
  }, [hours]);
  if (stats.problem && !hours) return null; // deliveries themselves are listed without it
  const ended = sum.ok + sum.failed;
  const some = ended + sum.pending > 0;
  const v = (x: string) => (hours ? x : <Skeleton width="56px" />);
  return (
    <>
      <Figures of={[
        { name: 'Delivered, 24 h', value: v(sum.ok.toLocaleString()) },
        { name: 'Success rate', value: v(ended ? `${(100 * sum.ok / ended).toFixed(sum.failed ? 1 : 0)} %` : '–'), note: `${sum.failed} failed, ${sum.pending} pending` },
        { name: 'Half within', value: v(sum.newest ? span(sum.newest.p50_ms) : '–'), note: 'in the last hour with traffic' },
        { name: '95 % within', value: v(sum.newest ? span(sum.newest.p95_ms) : '–'), note: 'in the last hour with traffic' },
      ]} />
      <div class="two">
        <Panel title="Deliveries" note={title}>{!hours ? <Skeleton height="196px" /> : some ? <Chart title={`Deliveries, ${title}`} times={times as number[]} series={counts} kind="bars" height={150} /> : <Empty tight icon="webhook" title="Nothing was sent" />}</Panel>
        <Panel title="Latency" note={title}>{!hours ? <Skeleton height="196px" /> : sum.newest ? <Chart title={`Latency, ${title}`} times={times as number[]} series={latency} kind="lines" height={150} unit={span} /> : <Empty tight icon="clock" title="Nothing to measure" />}</Panel>
      </div>
    </>
  );
}
