// The way to the server and back: by request, which also tells its clock, and by
// the socket of calls.

import type { Diagnosis } from '../types/diagnosis.js';

const asks = 4; // the first one also opens the connection
const patience = 8_000; // ms for one request, or for the socket
const slow = 1_000; // ms there and back: calls work, but people talk into each other
const wrong = 60_000; // ms by which a clock may be wrong without a word; more, and certificates seem to have ended

/** What the server answers: api/realtime.md. */
export interface Answer {
  at: string;
  ice_servers: RTCIceServer[];
}

/** One request: when it was sent and heard by the device's clock, and what came. */
export interface Sample {
  sent: number;
  heard: number;
  at: number;
}

/** Asks several times; `answer` is the last, null when none came. */
export async function askServer(base: string, end: AbortSignal): Promise<{ samples: Sample[]; answer: Answer | null }> {
  const samples: Sample[] = [];
  let answer: Answer | null = null;
  for (let n = 0; n < asks && !end.aborted; n++) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const begun = performance.now(), sent = Date.now();
      const reply = await fetch(base + '/customer/diagnosis', { signal: stop.signal, cache: 'no-store', credentials: 'omit' });
      const heard = sent + performance.now() - begun; // a clock that is set meanwhile does no harm
      if (!reply.ok) throw new Error('the server replied ' + reply.status);
      answer = (await reply.json()) as Answer;
      samples.push({ sent, heard, at: Date.parse(answer.at) });
    } catch {
      if (!samples.length && n > 0) break; // twice nothing: the rest would only take time
    } finally {
      clearTimeout(timer);
    }
  }
  return { samples, answer };
}

/** The quickest there and back; a single one has opened a connection and says too much. */
export function roundTrip(samples: Sample[]): Diagnosis['server'] {
  if (!samples.length) return { state: 'failed', round_trip_ms: null };
  const ms = Math.round(quickest(samples).ms);
  return { state: ms > slow || samples.length < asks ? 'warning' : 'ok', round_trip_ms: ms };
}

/** How the device's clock differs, by the quickest request; it is right to half of that one's time. */
export function clock(samples: Sample[]): Diagnosis['clock'] {
  const known = samples.filter((s) => Number.isFinite(s.at));
  if (!known.length) return { state: 'unavailable', offset_ms: null, uncertainty_ms: null };
  const { s, ms } = quickest(known);
  const offset = Math.round(s.at - (s.sent + s.heard) / 2);
  return { state: Math.abs(offset) > wrong ? 'warning' : 'ok', offset_ms: offset, uncertainty_ms: Math.ceil(ms / 2) };
}

function quickest(samples: Sample[]): { s: Sample; ms: number } {
  return samples.map((s) => ({ s, ms: s.heard - s.sent })).reduce((a, b) => (b.ms < a.ms ? b : a));
}

/**
 * Opens the socket of calls and says something that is no greeting: the server closes it with 4400, which is a
 * message there and back without a session. A proxy that knows no sockets lets it come to nothing.
 */
export function signalling(base: string, end: AbortSignal): Promise<Diagnosis['signalling']> {
  return new Promise((done) => {
    const begun = performance.now();
    let opened: number | null = null;
    let ws: WebSocket;
    const over = (state: 'ok' | 'warning' | 'failed' | 'unavailable', back: number | null = null) => {
      clearTimeout(timer);
      done({ state, opened_ms: opened === null ? null : Math.round(opened - begun), round_trip_ms: back });
      ws?.close();
    };
    const timer = setTimeout(() => over('failed'), patience);
    end.addEventListener('abort', () => over('unavailable'), { once: true });
    try {
      ws = new WebSocket(base.replace(/^http/, 'ws') + '/realtime', 'basekyc.v1');
    } catch {
      return over('failed');
    }
    ws.onopen = () => {
      opened = performance.now();
      ws.send('{"type":"ping"}');
    };
    ws.onclose = (e) => (e.code === 4400 && opened !== null ? over('ok', Math.round(performance.now() - opened)) : over('failed'));
  });
}
