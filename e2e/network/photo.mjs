// Prints how long a photograph takes over a narrow line that is cut again and again, in pieces and at once.
// Needs root, and a quarter of an hour: `node e2e/network/photo.mjs`, or one of the two by its name.

import { setTimeout as pass } from 'node:timers/promises';
import { Call } from './call.mjs';
import { unable } from './lane.mjs';

const why = await unable();
if (why) {
  console.error('cannot measure here: ' + why);
  process.exit(1);
}
const kbit = 150, every = 30_000, away = 4_000; // ms between two cuts, and of one
const patience = 7 * 60_000; // ms; what has not arrived by then does not
const call = await Call.prepare();
const { lane } = call;

/** What the customer's end has sent so far, in bytes. */
const sent = async () => Number((await lane.inside('cat', '/sys/class/net/eth0/statistics/tx_bytes')).stdout);

try {
  console.log(`| a photograph of 2 MB over ${kbit} kbit/s, that is away for ${away / 1000} s every ${every / 1000} s and comes back with another address | arrived after | bytes sent by the device, the call's among them | times away |\n|---|---|---|---|`);
  for (const [name, atOnce] of [['in pieces', false], ['at once', true]].filter(([name]) => !process.argv[2] || name === process.argv[2])) {
    await call.meet();
    const { page } = call.customer;
    await page.evaluate(big, 2_000_000);
    if (atOnce) await page.route('**/customer/uploads?*', (r) => r.fulfill({ status: 404, json: {}, headers: { 'Access-Control-Allow-Origin': '*' } }));
    await call.check('document', 'pan');
    await call.customer.panel('document');
    await call.customer.press('Take photo');
    await page.getByRole('button', { name: 'Use this photo' }).waitFor();
    await lane.uplink(kbit);
    const before = await sent(), began = Date.now();
    let cuts = 0, done = false;
    // The officer orders the check again when a cut has ended it.
    const again = () => call.demo.events.at(-1).type === 'session.resumed' && void call.check('document', 'pan').catch(() => undefined);
    call.demo.told.on('event', again);
    await call.customer.press('Use this photo');
    const arrived = (async () => {
      const here = () => call.demo.events.some((e) => e.session === call.session.id && e.type === 'document.captured');
      while (!here() && Date.now() - began < patience) await pass(500);
      done = here() ? Date.now() - began : Infinity;
    })();
    const cutting = (async () => {
      while (!done) {
        await Promise.race([pass(every - away), arrived]);
        if (done) break;
        cuts++;
        await lane.cut();
        await pass(away);
        await lane.move();
        await lane.heal();
        await lane.uplink(kbit);
      }
    })();
    await arrived;
    await cutting;
    call.demo.told.off('event', again);
    await lane.heal();
    console.log(`| ${name} | ${done === Infinity ? `not in ${patience / 1000} s` : (done / 1000).toFixed(0) + ' s'} | ${((await sent() - before) / 1e6).toFixed(1)} MB | ${cuts} |`);
    await call.part();
  }
} finally {
  await call.close();
}

/** Runs in the customer's page: its camera takes a photograph of so many bytes. */
function big(bytes) {
  window.ImageCapture = class {
    async takePhoto() {
      const c = document.createElement('canvas');
      [c.width, c.height] = [1600, 1200];
      const on = c.getContext('2d'), noise = on.createImageData(c.width, c.height);
      for (let i = 0; i < noise.data.length; i += 65536) crypto.getRandomValues(noise.data.subarray(i, i + 65536));
      for (let i = 3; i < noise.data.length; i += 4) noise.data[i] = 255;
      on.putImageData(noise, 0, 0);
      for (let low = 0, high = 1, best = null; ; ) { // of the quality that has so many
        const q = (low + high) / 2, b = await new Promise((ok) => c.toBlob(ok, 'image/jpeg', q));
        if (b.size <= bytes) [best, low] = [b, q];
        else high = q;
        if (high - low < 0.01) return best ?? b;
      }
    }
  };
}
