// Where we are: the address is the state. /{face}/{mode}/{section}/{id},
// filters in the query, so that links, refresh and back do what people expect.

import { computed, signal } from '@preact/signals';

export type Mode = 'test' | 'live';

export interface Place {
  mode: Mode | undefined; // the pages before log-in have none
  path: string[]; // after the mode
  query: URLSearchParams;
}

/** The face of the product whose pages these are: /dashboard or /console. */
export const base = '/' + (location.pathname.split('/')[1] ?? '');

function read(): Place {
  const parts = location.pathname.slice(base.length).split('/').filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(location.search);
  const m = parts[0];
  return m === 'test' || m === 'live' ? { mode: m, path: parts.slice(1), query } : { mode: undefined, path: parts, query };
}

export const place = signal<Place>(read());

const remembered = (): Mode => (localStorage.getItem('mode') === 'live' ? 'live' : 'test');
const last = signal<Mode>(remembered());
export const mode = computed<Mode>(() => place.value.mode ?? last.value);

/** Goes somewhere; `replace` leaves no step to come back to. */
export function go(to: string, replace = false): void {
  if (to === location.pathname + location.search + location.hash) return;
  const away = to.split('?')[0] !== location.pathname;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  arrive();
  if (away) scrollTo(0, 0);
}

function arrive(): void {
  const p = read();
  if (p.mode && p.mode !== last.value) {
    last.value = p.mode;
    localStorage.setItem('mode', p.mode);
  }
  place.value = p;
}

/** The address of a page in the mode of now, or in another. */
export function at(path: string, m: Mode = mode.value): string {
  return `${base}/${m}${path === '/' || path === '' ? '' : path}`;
}

/** Changes filters in the address. Empty values go. */
export function setQuery(changes: Record<string, string>, replace = true): void {
  const q = new URLSearchParams(location.search);
  for (const [k, v] of Object.entries(changes)) {
    if (v) q.set(k, v);
    else q.delete(k);
  }
  const text = q.toString();
  go(location.pathname + (text ? '?' + text : ''), replace);
}

/** Takes clicks on our own links and the way back; call it once. */
export function follow(): void {
  addEventListener('popstate', arrive);
  addEventListener('click', (e) => {
    const a = e.target instanceof Element ? e.target.closest('a') : null;
    if (!a || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (a.target || a.hasAttribute('download') || a.origin !== location.origin || !(a.pathname + '/').startsWith(base + '/')) return;
    e.preventDefault();
    go(a.pathname + a.search + a.hash);
  });
  if (place.value.mode) arrive();
}
