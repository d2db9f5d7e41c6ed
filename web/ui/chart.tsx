import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { language, locale, say } from './say.js';

export interface Series {
  name: string;
  tone: 'good' | 'warn' | 'bad' | 'rest' | 'accent';
  values: (number | null)[];
}

interface Props {
  title: string;
  times: number[]; // seconds, ascending
  series: Series[];
  kind: 'bars' | 'lines'; // bars are stacked
  height?: number;
  unit?: (v: number) => string;
  day?: boolean; // labels are days, not hours
}

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const token = (t: Series['tone']) => colour(t === 'accent' ? '--bk-accent' : '--bk-chart-' + t);
const plain = (v: number) => v.toLocaleString(locale());

/** A chart with the same numbers as a table behind it. */
export function Chart(p: Props) {
  const { title, times, series, height = 190, unit = plain, day } = p;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    let plot = draw(box, p, height, unit);
    const size = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    size.observe(box);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const again = () => { plot.destroy(); plot = draw(box, p, height, unit); };
    dark.addEventListener('change', again);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      size.disconnect();
      theme.disconnect();
      dark.removeEventListener('change', again);
      plot.destroy();
    };
  }, [times, series, language.value]);
  const label = (t: number) => new Date(t * 1000).toLocaleString(locale(), day ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
  return (
    <figure class="chart" style={{ '--height': height + 'px' }}>
      <div class="legend" aria-hidden="true">{series.map((s) => <span key={s.name}><i class={`swatch ${s.tone}`} />{s.name}</span>)}</div>
      <div ref={ref} class="canvas" role="img" aria-label={say('{title}. The numbers are in the table below.', { title })} />
      <details>
        <summary>{say('Show as a table')}</summary>
        <div>
          <table class="table">
            <caption class="heard">{title}</caption>
            <thead><tr><th scope="col">{day ? say('Day') : say('Time')}</th>{series.map((s) => <th key={s.name} scope="col">{s.name}</th>)}</tr></thead>
            <tbody>{times.map((t, i) => <tr key={t}><td data-head={day ? say('Day') : say('Time')}>{label(t)}</td>{series.map((s) => <td key={s.name} data-head={s.name}>{s.values[i] == null ? '–' : unit(s.values[i] as number)}</td>)}</tr>)}</tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function draw(box: HTMLElement, { times, series, kind, day }: Props, height: number, unit: (v: number) => string): uPlot {
  const stacked = kind === 'bars';
  const sums = times.map(() => 0);
  const data = series.map((s) => s.values.map((v, i) => (stacked ? (sums[i] = (sums[i] ?? 0) + (v ?? 0)) : v)));
  const font = '11px ' + colour('--bk-font');
  const axis = { stroke: colour('--bk-ink-2'), font, ticks: { show: false }, grid: { stroke: colour('--bk-border'), width: 1 } };
  const path = stacked ? uPlot.paths.bars?.({ size: [0.72, 22], radius: 0.12 }) : uPlot.paths.spline?.();
  // The tallest bar of a stack is drawn first, so that the others lie before it.
  const order = stacked ? series.map((_, i) => series.length - 1 - i) : series.map((_, i) => i);
  return new uPlot({
    width: box.clientWidth || 600,
    height,
    padding: [10, 20, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { show: !stacked }, y: false },
    legend: { show: false },
    scales: { x: { time: true, ...(stacked ? { range: (_: uPlot, a: number, b: number): [number, number] => pad(a, b, times) } : {}) }, y: { range: (_: uPlot, __: number, max: number): [number, number] => [0, Math.max(max * 1.08, 1)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 26, ...(day ? { incrs: [1, 2, 7, 14, 30].map((d) => d * 86_400) } : {}), values: (_, splits) => splits.map((s) => new Date(s * 1000).toLocaleString(locale(), day ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit', hour12: false })) },
      { ...axis, size: 46, space: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000], values: (_, splits) => splits.map((v) => unit(v)) },
    ],
    series: [{}, ...order.map((i) => {
      const s = series[i] as Series;
      const c = token(s.tone);
      return { label: s.name, stroke: c, width: stacked ? 0 : 1.75, ...(stacked ? { fill: c } : {}), ...(path ? { paths: path } : {}), points: { show: !stacked && s.values.filter((v) => v !== null).length < 4, size: 7, fill: c }, spanGaps: true };
    })],
    hooks: { setCursor: [(u) => tell(box, u, times, series, unit, !!day)] },
  }, [times, ...order.map((i) => data[i] as (number | null)[])], box);
}

/** Room for half a bar at both ends. */
function pad(a: number, b: number, times: number[]): [number, number] {
  const step = times.length > 1 ? (times[1] as number) - (times[0] as number) : 86_400;
  return [a - step / 2, b + step / 2];
}

/** The legend tells the values under the pointer. */
function tell(box: HTMLElement, u: uPlot, times: number[], series: Series[], unit: (v: number) => string, day: boolean): void {
  const spans = box.previousElementSibling?.children;
  const at = u.cursor.idx;
  if (!spans) return;
  series.forEach((s, i) => {
    const value = at == null ? null : s.values[at];
    const span = spans[i];
    let b = span?.querySelector('b');
    if (!span) return;
    if (value == null) return b?.remove();
    if (!b) span.append(' ', b = document.createElement('b'));
    b.textContent = unit(value);
  });
  box.title = at == null || times[at] === undefined ? '' : new Date(times[at] * 1000).toLocaleString(locale(), day ? { dateStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
}
