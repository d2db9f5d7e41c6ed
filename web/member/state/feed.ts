// The account's events as they happen: a stream of server-sent events, or asking
// every few seconds where a proxy swallows streams. Pages hear of it and fetch
// again; they never have to be reloaded.

import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { headers, query } from '../api/client.js';
import type { Event } from '../api/event.js';
import type { List } from '../api/list.js';
import { may, me } from './me.js';
import { mode } from './place.js';
import { Lines } from './sse.js';

export type Liveness = 'connecting' | 'live' | 'polling' | 'off';
export const liveness = signal<Liveness>('off');

type Hearer = (e: Event) => void;
const hearers = new Set<Hearer>();

const patience = 3000; // ms until the next try, and between two questions
const quietest = 40_000; // ms; the server sends a heartbeat every 15 s

/** Follows the feed of the mode on the screen for as long as somebody is logged in. Call it once. */
export function followFeed(): void {
  effect(() => {
    const m = mode.value;
    if (!me.value || !may('events:read')) {
      liveness.value = 'off';
      return;
    }
    const stop = new AbortController();
    void run(m, stop.signal);
    return () => stop.abort();
  });
}

async function run(m: string, signal: AbortSignal): Promise<void> {
  let last = '';
  let streams = true;
  liveness.value = 'connecting';
  while (!signal.aborted) {
    const heard = (e: Event) => {
      last = e.id;
      if (!signal.aborted) hearers.forEach((h) => h(e));
    };
    try {
      if (streams) streams = await stream(m, last, heard, (id) => { last = id; }, signal);
      else await poll(last, heard, signal);
    } catch {
      if (!signal.aborted) liveness.value = 'connecting';
    }
    await pause(patience, signal);
  }
}

/** Reads until the stream ends. False: this server, or what stands before it, has no stream. */
async function stream(m: string, last: string, heard: Hearer, seen: (id: string) => void, outer: AbortSignal): Promise<boolean> {
  const mine = new AbortController();
  const end = () => mine.abort();
  outer.addEventListener('abort', end, { once: true });
  let watch = setTimeout(end, quietest);
  try {
    const reply = await fetch('/v1/events/stream', { headers: { ...headers(), 'BaseKYC-Mode': m, 'Accept': 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) }, signal: mine.signal });
    if (!reply.ok || !reply.body || !reply.headers.get('Content-Type')?.startsWith('text/event-stream')) return reply.status === 401 || reply.status === 429 || reply.status >= 500;
    liveness.value = 'live';
    const lines = new Lines((data) => heard(JSON.parse(data) as Event), seen);
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(end, quietest);
      lines.push(part.value);
    }
    return true;
  } finally {
    clearTimeout(watch);
    outer.removeEventListener('abort', end);
    mine.abort();
  }
}

async function poll(last: string, heard: Hearer, signal: AbortSignal): Promise<void> {
  const since = last ? { starting_after: last } : { created_after: new Date(Date.now() - patience).toISOString() };
  const reply = await fetch(query('/v1/events', { limit: 100, ...since }), { headers: headers(), signal });
  if (!reply.ok) throw new Error('no events: ' + reply.status);
  liveness.value = 'polling';
  for (const e of (await reply.json() as List<Event>).data) heard(e);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const t = setTimeout(done, ms);
    signal.addEventListener('abort', () => { clearTimeout(t); done(); }, { once: true });
  });
}

/** Hears every event while the component is shown. */
export function useFeed(hear: Hearer): void {
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    const h: Hearer = (e) => latest.current(e);
    hearers.add(h);
    return () => { hearers.delete(h); };
  }, []);
}

/** Does something after events, at most once in `gap` ms however many come. */
export function useFeedRefresh(act: () => void, concerns: (e: Event) => boolean = () => true, gap = 700): void {
  const latest = useRef(act);
  latest.current = act;
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useFeed((e) => {
    if (!concerns(e) || due.current !== undefined) return;
    due.current = setTimeout(() => { due.current = undefined; latest.current(); }, gap);
  });
  useEffect(() => () => clearTimeout(due.current), []);
}
