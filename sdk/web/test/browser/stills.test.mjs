// A photograph on its way: in pieces, over cuts, reloads and checks that begin anew.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, toCall, visit } from './chromium.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** To the photograph of a PAN card, of some hundred kilobytes, which was judged and may be used. */
async function toPhoto() {
  const s = await visit(browser);
  await s.page.addInitScript(() => {
    window.parts = []; // that the bar showed
    window.ImageCapture = class {
      takePhoto() {
        const c = document.createElement('canvas');
        [c.width, c.height] = [900, 600];
        const on = c.getContext('2d'), noise = on.createImageData(c.width, c.height);
        for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (Math.imul(i, 2654435761) >>> 13) & 255;
        on.putImageData(noise, 0, 0);
        return new Promise((ok) => c.toBlob(ok, 'image/jpeg', 0.9));
      }
    };
    setInterval(() => {
      const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot)?.shadowRoot;
      const now = root?.querySelector('.progress')?.getAttribute('aria-valuenow');
      if (now) window.parts.push(Number(now));
    }, 20);
  });
  await toCall(s);
  s.server.instruct('document', { document: 'pan', side: 'front', expires_at: undefined });
  await s.panel('document');
  await s.press('Take photo');
  await s.page.getByText('Is everything readable?').first().waitFor();
  return s;
}

/** Uses the photo; the first piece arrives, the second one hangs. */
async function hangs(s) {
  s.server.once('PATCH pieces', () => { s.server.hang.pieces = 1; });
  const hung = s.server.next('hung pieces');
  await s.press('Use this photo');
  await hung;
}

/** The picture is whole, and no byte of it came twice. */
async function once(s) {
  await s.page.getByText('Photo received').first().waitFor();
  const { pieces, still } = s.server;
  assert.ok(still.bytes.length > 200_000, `a picture of ${still.bytes.length} bytes`);
  assert.ok(pieces.length > 1);
  assert.equal(pieces.reduce((n, p) => n + p.bytes, 0), still.bytes.length, JSON.stringify(pieces));
  assert.deepEqual([still.type, still.query], ['image/jpeg', '?document=pan&side=front']);
  assert.equal(await s.page.locator('.photo canvas').isVisible(), true, 'and it can be seen');
}

test('a cut in the middle: only the rest is sent, and the bar does not go back', async () => {
  const s = await toPhoto();
  await hangs(s);
  s.server.cut();
  await s.panel('reconnecting');
  await s.panel('document');
  await once(s);
  const parts = await s.page.evaluate(() => window.parts);
  assert.ok(parts.some((p) => p > 0) && parts.every((p, i) => !i || p >= parts[i - 1]), parts.join());
  assert.equal(s.server.requests.filter((r) => r === 'POST /customer/uploads').length, 2, 'asked once where to go on');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a reload in the middle: the photo is not asked for again, and only the rest is sent', async () => {
  const s = await toPhoto();
  await hangs(s);
  await s.page.reload();
  await s.panel('document');
  await once(s);
  assert.deepEqual(await s.page.evaluate(async () => [await caches.keys(), Object.keys(sessionStorage)]), [[], ['basekyc.session']], 'nothing of it is left');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a check that begins anew takes the photo that is on its way, but not one of another side', async () => {
  const s = await toPhoto();
  await hangs(s);
  s.server.set({ status: 'interrupted', sub_status: 'customer_lost', instruction: null });
  const came = s.server.next('PATCH pieces');
  s.server.cut();
  await came;
  s.server.set({ status: 'in_progress', sub_status: '' });
  await s.panel('caption');
  assert.equal(s.server.still, null, 'it would be of no use to any check');
  s.server.instruct('document', { document: 'pan', side: 'front', expires_at: undefined });
  await once(s);
  s.server.instruct('document', { document: 'pan', side: 'back', expires_at: undefined });
  await s.page.getByText('Show the back of your PAN card').first().waitFor();
  assert.equal(await s.page.getByRole('button', { name: 'Take photo' }).isVisible(), true);
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('a photo that nobody asks for any more gives way to the one that is asked for', async () => {
  const s = await toPhoto();
  await hangs(s);
  s.server.instruct('document', { document: 'pan', side: 'back', expires_at: undefined });
  await s.page.getByText('Show the back of your PAN card').first().waitFor();
  await s.press('Take photo');
  await s.page.getByText('Is everything readable?').first().waitFor();
  await s.press('Use this photo');
  await s.page.getByText('Photo received').first().waitFor();
  assert.equal(s.server.still.query, '?document=pan&side=back');
  assert.equal(s.server.pieces.filter((p) => p.at === 0).length, 2, 'of the former only what had arrived');
  assert.deepEqual(s.faults, []);
  await s.close();
});

test('where pieces cannot pass the photo is sent at once', async () => {
  const s = await toPhoto();
  s.server.refuse.pieces = [405, 'method_not_allowed'];
  const posted = s.server.next('POST stills');
  await s.press('Use this photo');
  await posted;
  await s.page.getByText('Photo received').first().waitFor();
  assert.ok(s.server.still.bytes.length > 200_000);
  await s.close();
});
