// Chromium for the tests, with or without a camera that may be used, and the
// walks that many tests share.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { launch as firefox } from './firefox.mjs';
import { FakeServer } from '../fake/server.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--no-first-run', '--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns'];

/** A browser; `allowed` answers the permission prompt, `camera` is a file that its camera plays, `cameras` how many it has, `more` further flags. */
export function launch(allowed = true, camera = '', cameras = 1, more = []) {
  if (process.env.BROWSER === 'firefox') return firefox(allowed, { film: camera });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    ignoreDefaultArgs: ['--headless', '--mute-audio'],
    args: ['--headless=new', '--mute-audio', ...flags, '--use-fake-device-for-media-stream=device-count=' + cameras, ...(allowed ? ['--use-fake-ui-for-media-stream'] : []),
      ...(camera ? ['--use-file-for-fake-video-capture=' + camera] : []), ...more],
  });
}

/** A server with a page on its link; `open` shows the first screen. */
export async function visit(browser, { wanted, size = [390, 844], context = {} } = {}) {
  const server = await FakeServer.start(wanted);
  const ctx = await browser.newContext({ viewport: { width: size[0], height: size[1] }, ...context });
  const page = await ctx.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on('pageerror', (e) => faults.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && /Content Security|Refused/.test(m.text()) && faults.push(m.text()));
  return {
    server, ctx, page, faults,
    open: () => page.goto(server.link),
    screen: (name) => page.waitForSelector(`.shell[data-screen="${name}"]`),
    panel: (name) => page.waitForSelector(`.call[data-panel="${name}"]`),
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    async close() {
      await ctx.close();
      await server.stop();
    },
  };
}

/** Goes on to the waiting room. */
export async function toWaiting(s) {
  await s.open();
  await s.screen('welcome');
  await s.press('Start');
  await s.screen('consent');
  await s.press('I agree');
  await s.screen('devices');
  await s.press('Turn on camera');
  await s.press('Join the call');
  await s.screen('waiting');
}

/** Goes on into the call, an officer in another tab. */
export async function toCall(s) {
  await toWaiting(s);
  await officer(s);
  const connected = s.server.next('connected');
  s.server.accept();
  await s.screen('call');
  await connected;
  await s.page.waitForFunction(playing);
}

export async function officer(s) {
  const here = s.server.next('officer');
  s.desk = await s.ctx.newPage();
  await s.desk.goto(s.server.base + '/officer/index.html');
  await here;
  await s.page.bringToFront();
}

/** Whether the officer's picture moves on the customer's page; runs in the page. */
export const playing = () => {
  const root = [...document.querySelectorAll('*')].find((e) => e.shadowRoot)?.shadowRoot;
  const v = root?.querySelector('.remote');
  return !!v && v.videoWidth > 0 && v.currentTime > 0 && !v.paused;
};

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What WCAG 2.2 AA has against the screen as it is, by the rules that a program can judge; none is []. */
export async function barriers(page) {
  await page.evaluate(axe + ';void 0'); // by the debugger: no content security policy is asked
  return page.evaluate(async (tags) => {
    const found = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.flat().join(' ')} ${(n.failureSummary ?? '').split('\n')[1] ?? ''}`));
  }, wcag);
}
