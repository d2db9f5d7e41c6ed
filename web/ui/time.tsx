import { signal } from '@preact/signals';

/** The wall clock, in steps of ten seconds: what says "2 min ago" follows it. */
const now = signal(Date.now());
setInterval(() => { now.value = Date.now(); }, 10_000);

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
const old = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

function ago(at: number, from: number): string {
  const s = Math.round((from - at) / 1000);
  const far = Math.abs(s);
  const span = far < 60 ? 'moments' : far < 3600 ? `${Math.round(far / 60)} min` : far < 86_400 ? `${Math.round(far / 3600)} h` : `${Math.round(far / 86_400)} d`;
  if (far < 10) return 'now';
  return s < 0 ? `in ${span}` : `${span} ago`;
}

/** A time in the viewer's zone, the exact instant on hover. */
export function Time({ at, as = 'short' }: { at: string; as?: 'short' | 'ago' | 'clock' | 'day' }) {
  const t = Date.parse(at);
  if (Number.isNaN(t)) return null;
  const recent = Math.abs(now.value - t) < 300 * 86_400_000;
  const text = as === 'ago' ? ago(t, now.value) : as === 'clock' ? clock.format(t) : as === 'day' ? old.format(t) : (recent ? short : old).format(t);
  return <time dateTime={at} title={`${exact.format(t)}\n${at}`}>{text}</time>;
}

/** Milliseconds as people say them. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const m = Math.floor(ms / 60_000);
  return m < 60 ? `${m} min ${Math.round((ms % 60_000) / 1000)} s` : `${Math.floor(m / 60)} h ${m % 60} min`;
}

export function bytes(n: number): string {
  return n < 1024 ? `${n} B` : n < 1 << 20 ? `${Math.round(n / 1024)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`;
}
