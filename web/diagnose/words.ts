// What a finding means, in words: one sentence and what to do.

import type { Diagnosis, Finding } from '../../sdk/web/src/types/diagnosis.js';
import type { Key, Words } from './texts.js';

export const parts = ['browser', 'camera', 'microphone', 'server', 'signalling', 'network', 'clock'] as const;
export type Part = (typeof parts)[number];

export interface Line {
  part: Part;
  state: Finding;
  sentences: string[];
}

const audible = 0.3; // of the level meter's scale; a room's noise stays below

/** What is wrong with a camera and what to do, in the words of the SDK; only what, where `short`. */
export type Trouble = (code: string, short: boolean) => string[];

/** One line for each part. */
export function lines(d: Diagnosis, w: Words, trouble: Trouble): Line[] {
  return parts.map((part) => ({ part, state: d[part].state, sentences: sentences(d, part, w, trouble) }));
}

function sentences(d: Diagnosis, part: Part, w: Words, trouble: Trouble): string[] {
  const say = (key: Key, values: Record<string, string | number | null> = {}) => w[key].replace(/\{(\w+)\}/g, (_, n: string) => String(values[n] ?? '–'));
  switch (part) {
    case 'browser':
      return d.browser.quirks.length ? d.browser.quirks.map((q) => say(`quirk.${q}`)) : [say('browser.ok')];
    case 'camera':
    case 'microphone': {
      const { state, error } = d[part];
      if (state === 'failed') return trouble(error ?? 'camera_missing', part === 'microphone' && error === d.camera.error);
      if (part === 'camera') return [say(`camera.${state}`, { width: d.camera.width, height: d.camera.height })];
      const level = d.microphone.level;
      return [say(state !== 'ok' ? `microphone.${state}` : level === null ? 'microphone.ok' : level > audible ? 'microphone.heard' : 'microphone.quiet')];
    }
    case 'server':
      return [say(`server.${d.server.state}`, { ms: d.server.round_trip_ms })];
    case 'signalling':
      return [say(`signalling.${d.signalling.state}`, { ms: d.signalling.opened_ms })];
    case 'network':
      return [say(`network.${d.network.state}`, { ways: (['udp', 'tcp', 'tls'] as const).filter((x) => d.network[x].state === 'ok').map((x) => x.toUpperCase()).join(', ') })];
    case 'clock': {
      const off = Math.abs(d.clock.offset_ms ?? 0), sure = d.clock.uncertainty_ms ?? 0;
      return [say(`clock.${d.clock.state}`, { seconds: d.clock.state === 'ok' ? Math.max(1, Math.ceil((off + sure) / 1000)) : Math.round(off / 1000) })];
    }
  }
}

/** The result as text for whoever helps: English, short lines, then everything as JSON. */
export function report(d: Diagnosis): string {
  const way = (x: 'udp' | 'tcp' | 'tls') => `${x} ${d.network[x].state}${d.network[x].ms === null ? '' : ` ${d.network[x].ms} ms`}`;
  return [
    `BASEKYC device check, ${d.at}, ${location.origin}: ${d.verdict}`,
    `browser ${d.browser.state}: ${d.browser.place}${d.browser.quirks.length ? ' (' + d.browser.quirks.join(', ') + ')' : ''}`,
    `camera ${d.camera.state}: ${d.camera.error ?? `${d.camera.width} x ${d.camera.height}, brightness ${d.camera.brightness}, cameras ${d.camera.cameras}`}`,
    `microphone ${d.microphone.state}: ${d.microphone.error ?? 'level ' + d.microphone.level}`,
    `server ${d.server.state}: ${d.server.round_trip_ms} ms`,
    `signalling ${d.signalling.state}: opened in ${d.signalling.opened_ms} ms, there and back ${d.signalling.round_trip_ms} ms`,
    `network ${d.network.state}: ${way('udp')}, ${way('tcp')}, ${way('tls')}`,
    `clock ${d.clock.state}: ${d.clock.offset_ms} ms, to ${d.clock.uncertainty_ms} ms`,
  ].map((line) => line.replace(/null( ms)?/g, 'unavailable')).join('\n') + '\n\n' + JSON.stringify(d);
}
