// BaseKYC.diagnose: what this device, its browser and its network can do, for
// the person who helps a customer. Needs no session and changes none.

import { BaseKYCError } from '../types/errors.js';
import type { Diagnosis, DiagnoseOptions, DiagnosisPart, Finding } from '../types/diagnosis.js';
import { browser } from './browser.js';
import { devices, noCamera, noMicrophone } from './devices.js';
import { askServer, clock, roundTrip, signalling } from './server.js';
import { network, noNetwork } from './ways.js';

/** Looks at everything that a call needs. Throws `invalid_options` only: what fails is a finding. */
export async function diagnose(o: DiagnoseOptions = {}): Promise<Diagnosis> {
  const base = (o.baseUrl ?? location.origin).replace(/\/+$/, '');
  if (!/^https?:\/\//.test(base)) throw new BaseKYCError('invalid_options', 'baseUrl: must begin with https:// or http://');
  const end = o.signal ?? new AbortController().signal;
  const at = new Date().toISOString(), begun = performance.now();
  const tell = (part: DiagnosisPart) => end.aborted || o.onPart?.(part);

  tell('browser');
  const found = browser();
  const [media, { samples, socket, ways }] = await Promise.all([look(), reach()]);
  const server = samples.length || !end.aborted ? roundTrip(samples) : { state: 'unavailable' as const, round_trip_ms: null };

  const parts = [found, media.camera, media.microphone, server, socket, ways].map((p) => p.state);
  const time = clock(samples);
  return {
    version: 1, at, duration_ms: Math.round(performance.now() - begun), verdict: worst([...parts, time.state]),
    browser: found, ...media, server, signalling: socket, clock: time, network: ways,
  };

  async function look(): Promise<Pick<Diagnosis, 'camera' | 'microphone'>> {
    const none = { camera: noCamera, microphone: noMicrophone };
    if (o.media === false || end.aborted) return none;
    tell('camera');
    tell('microphone');
    // the person may never answer the browser
    return Promise.race([devices(end), new Promise<typeof none>((ok) => end.addEventListener('abort', () => ok(none), { once: true }))]);
  }

  /** One after the other: they would slow each other down. */
  async function reach() {
    tell('server');
    tell('clock');
    const { samples, answer } = await askServer(base, end);
    tell('signalling');
    const socket = end.aborted ? unavailable : await signalling(base, end);
    tell('network');
    return { samples, socket, ways: end.aborted || !answer ? noNetwork : await network(answer.ice_servers, end) };
  }
}

const unavailable: Diagnosis['signalling'] = { state: 'unavailable', opened_ms: null, round_trip_ms: null };

/** What was not looked at says nothing. */
export function worst(parts: Finding[]): Diagnosis['verdict'] {
  return parts.includes('failed') ? 'failed' : parts.includes('warning') ? 'warning' : 'ok';
}
