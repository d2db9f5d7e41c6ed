// Firefox as Debian ships it: a customer on networks that break, and an officer
// and a customer from the link to the recording. `make firefox` runs more: the
// walks of other tests as well, with the checks of the face.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { promisify } from 'node:util';
import { launch, unable as noFirefox } from '../../sdk/web/test/browser/firefox.mjs';
import { Call } from '../network/call.mjs';
import { unable as noNetwork } from '../network/lane.mjs';
import { Demo, unable } from './demo.mjs';
import { Customer } from './customer.mjs';
import { Officer } from './officer.mjs';

const full = process.env.BROWSER === 'firefox';
const why = (await unable()) || (await noFirefox());

describe('a customer in Firefox on a bad network', { skip: why || (await noNetwork()) }, () => {
  let call;
  before(async () => { call = await Call.prepare({ browser: 'firefox' }); });
  after(() => call?.close());

  test('is seen and heard, sees and hears, after a cut and from another address as well', async (t) => {
    await call.meet();
    await call.heard();
    await call.lane.cut();
    await pass(5000); // the length of the trouble, not a wait for an effect
    await call.lane.heal();
    const back = await call.resumed(Date.now());
    t.diagnostic(`after the cut: customer ${back.down} ms, officer ${back.up} ms`);
    const peers = () => call.customer.page.evaluate(() => window.gauge.peers.length);
    const before = await peers();
    await call.lane.move();
    await call.customer.page.waitForFunction((n) => window.gauge.peers.length > n && window.gauge.peers.at(-1).connectionState === 'connected', before);
    await call.resumed(Date.now());
    await call.heard();
    assert.deepEqual(call.customer.faults.filter((f) => !/realtime|NetworkError|connection/i.test(f)), []);
    await call.part();
  });

  test('meets over TCP where UDP is blocked', async (t) => {
    await call.lane.blockUDP();
    await call.meet();
    await call.heard();
    const way = await call.way();
    t.diagnostic('over ' + way);
    assert.match(way, /^(tcp|relay over tcp)$/);
    await call.part();
  });
});

describe('Firefox', { skip: why }, () => {
  let demo, browser;
  before(async () => {
    demo = await Demo.start();
    browser = await launch(true, { film: await demo.camera() });
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  test('an officer meets a customer, both in Firefox; what was recorded of them plays', async (t) => {
    const agent = await Officer.at(browser, { size: [1280, 800] });
    await agent.logIn(demo.url, demo.console);
    await agent.page.getByText('Nobody waits').waitFor();
    const session = await demo.invite();
    const customer = await Customer.at(browser);
    await customer.toWaiting(session.url);
    t.diagnostic(`from taking a customer to their first picture: ${await agent.takeNext('Asha Rao')} ms`);
    await customer.screen('call');
    await customer.sees();

    await customer.page.reload();
    await customer.sees();
    await agent.sees();
    await agent.page.keyboard.press('w');
    await agent.page.getByLabel('Message to the customer').fill('Do you hear me?');
    await agent.page.keyboard.press('Enter');
    await customer.press('Write, new: 1');
    await customer.page.getByRole('log').getByText('Do you hear me?').waitFor();
    await customer.page.getByLabel('Your message').fill('Yes.');
    await customer.page.keyboard.press('Enter');
    await agent.page.getByRole('log').getByText('Yes.').waitFor();
    await customer.page.keyboard.press('Escape');

    await agent.page.getByRole('heading', { name: 'Steps' }).click();
    await agent.step(2);
    await customer.photograph();
    await agent.found('Document', 'Passed');
    await agent.confirm({ 'Number': 'ABCPR1234F', 'Name': 'Asha Rao' });
    await agent.decide('Reject', { reasons: ['The customer refused a step.'] });
    await customer.screen('end');
    await demo.event(session.id, 'session.rejected');
    assert.deepEqual([customer.faults, agent.faults], [[], []]);
    for (const [k, n] of Object.entries(await recorded(session))) t.diagnostic(`${k}: ${n} pictures`);
  });

  test('a denied camera shows the way back for this browser', { skip: !full }, async () => {
    const blind = await launch(false);
    try {
      const customer = await Customer.at(blind);
      await customer.toDevices((await demo.invite('never_joins')).url);
      await customer.press('Turn on camera');
      await customer.reads('Permission is needed');
      assert.deepEqual(customer.faults, []);
    } finally {
      await blind.close();
    }
  });

  /** The pictures of both parties in the recording, decoded by a program that is not ours. */
  async function recorded(session) {
    const file = join(demo.folder, 'recording.webm');
    const reply = await fetch(`${demo.url}/v1/sessions/${session.id}/recording`, { headers: { Authorization: 'Bearer ' + demo.secret_key } });
    assert.equal(reply.status, 200);
    await writeFile(file, Buffer.from(await reply.arrayBuffer()));
    const { stdout } = await promisify(execFile)('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,codec_type,nb_read_frames', '-of', 'json', file]);
    const { streams } = JSON.parse(stdout);
    assert.deepEqual(streams.map((s) => s.codec_name).sort(), ['opus', 'opus', 'vp8', 'vp8']);
    for (const s of streams) assert.ok(Number(s.nb_read_frames) > 50, JSON.stringify(streams));
    return Object.fromEntries(streams.map((s, i) => [s.codec_type + ' ' + i, s.nb_read_frames]));
  }
});
