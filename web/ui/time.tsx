import { signal } from '@preact/signals';
import { language, locale, say } from './say.js';

/** The wall clock, in steps of ten seconds: what says "2 min ago" follows it. */
const now = signal(Date.now());
setInterval(() => { now.value = Date.now(); }, 10_000);

const looks = {
  exact: { dateStyle: 'medium', timeStyle: 'long' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
  short: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false },
  zoned: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZoneName: 'short' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

const made = new Map<string, Intl.DateTimeFormat>();

/** A time of the viewer's zone in the language on the screen. */
export function clockText(at: number | string, look: keyof typeof looks): string {
  const key = language.value + look;
  let f = made.get(key);
  if (!f) made.set(key, f = new Intl.DateTimeFormat(locale(), looks[look]));
  return f.format(typeof at === 'string' ? Date.parse(at) : at);
}

function ago(at: number, from: number): string {
  const s = Math.round((from - at) / 1000);
  const far = Math.abs(s);
  if (far < 10) return say('now');
  const span = far < 60 ? say('moments') : far < 3600 ? say('{n} min', { n: Math.round(far / 60) }) : far < 86_400 ? say('{n} h', { n: Math.round(far / 3600) }) : say('{n} d', { n: Math.round(far / 86_400) });
  return s < 0 ? say('in {span}', { span }) : say('{span} ago', { span });
}

/** A time in the viewer's zone, the exact instant on hover. */
export function Time({ at, as = 'short' }: { at: string; as?: 'short' | 'ago' | 'clock' | 'day' | 'zoned' }) {
  const t = Date.parse(at);
  if (Number.isNaN(t)) return null;
  const recent = Math.abs(now.value - t) < 300 * 86_400_000;
  const text = as === 'ago' ? ago(t, now.value) : clockText(t, as === 'short' && !recent ? 'day' : as);
  return <time dateTime={at} title={`${clockText(t, 'exact')}\n${at}`}>{text}</time>;
}

/** Milliseconds as people say them. */
export function span(ms: number): string {
  if (ms < 1000) return say('{n} ms', { n: Math.round(ms) });
  if (ms < 60_000) return say('{n} s', { n: (ms / 1000).toFixed(ms < 10_000 ? 1 : 0) });
  const m = Math.floor(ms / 60_000);
  return m < 60 ? say('{m} min {s} s', { m, s: Math.round((ms % 60_000) / 1000) }) : say('{h} h {m} min', { h: Math.floor(m / 60), m: m % 60 });
}

export function bytes(n: number): string {
  return n < 1024 ? `${n} B` : n < 1 << 20 ? `${Math.round(n / 1024)} KB` : `${(n / (1 << 20)).toFixed(1)} MB`;
}
