// Which ways lead to the server's relay: a browser gathers a candidate for each
// way that is open. Each way is tried by a connection of its own.

import type { Diagnosis, Way } from '../types/diagnosis.js';

const patience = 8_000; // ms until a way that is silent counts as closed
const ways = ['udp', 'tcp', 'tls'] as const;

export const noWay: Way = { state: 'unavailable', ms: null };
export const noNetwork: Diagnosis['network'] = { state: 'unavailable', udp: noWay, tcp: noWay, tls: noWay, kind: null };

/** The way that an address of a relay names; '' for none that is looked at. */
export function wayOf(url: string): (typeof ways)[number] | '' {
  if (/^turns:/.test(url)) return 'tls';
  const m = /^turn:.*?(?:\?transport=(udp|tcp))?$/.exec(url);
  return m ? ((m[1] as 'udp' | 'tcp' | undefined) ?? 'udp') : '';
}

/** Tries the ways to these relays, all at once. */
export async function network(servers: RTCIceServer[], end: AbortSignal): Promise<Diagnosis['network']> {
  const kind = (navigator as { connection?: { effectiveType?: string; type?: string } }).connection;
  const found = { ...noNetwork, kind: kind?.type ?? kind?.effectiveType ?? null };
  await Promise.all(ways.map(async (way) => {
    const mine = servers.flatMap((s) => [s.urls].flat().filter((u) => wayOf(u) === way).map((urls) => ({ ...s, urls })));
    if (mine.length && typeof RTCPeerConnection !== 'undefined') found[way] = await open(mine, end);
  }));
  return { ...found, state: judge(ways.map((w) => found[w].state)) };
}

/** One open way is enough for a call, but not for a good one if UDP is closed. */
export function judge([udp, tcp, tls]: Diagnosis['network']['state'][]): Diagnosis['network']['state'] {
  const tried = [udp, tcp, tls].filter((s) => s !== 'unavailable');
  if (!tried.length) return 'unavailable';
  if (!tried.includes('ok')) return 'failed';
  return udp === 'failed' ? 'warning' : 'ok';
}

/** Opens a relay on one way and gives it back at once. */
function open(iceServers: RTCIceServer[], end: AbortSignal): Promise<Way> {
  return new Promise((done) => {
    const begun = performance.now();
    const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' });
    const over = (state: Way['state']) => {
      clearTimeout(timer);
      pc.onicecandidate = pc.onicegatheringstatechange = null;
      pc.close();
      done({ state, ms: state === 'ok' ? Math.round(performance.now() - begun) : null });
    };
    const timer = setTimeout(() => over('failed'), patience);
    end.addEventListener('abort', () => over('unavailable'), { once: true });
    pc.onicecandidate = (e) => / typ relay /.test(e.candidate?.candidate ?? '') && over('ok');
    pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && over('failed');
    pc.createDataChannel('way');
    pc.createOffer().then((o) => pc.setLocalDescription(o)).catch(() => over('unavailable'));
  });
}
