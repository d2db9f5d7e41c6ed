// Chromium and a visit to the dashboard on a fake server.

import { chromium } from 'playwright-core';
import { FakeServer } from '../fake/server.mjs';

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

/** A server and a page; `faults` gathers what must not happen. */
export async function visit(browser, { size = [1280, 860], context = {}, ...wanted } = {}) {
  const server = await FakeServer.start(wanted);
  const ctx = await browser.newContext({ viewport: { width: size[0], height: size[1] }, locale: 'en-IN', timezoneId: 'Asia/Kolkata', permissions: ['clipboard-read', 'clipboard-write'], ...context });
  const page = await ctx.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  page.on('pageerror', (e) => faults.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && faults.push(m.text()));
  return {
    server, ctx, page, faults, world: server.world,
    open: (path = '') => page.goto(server.base + '/dashboard' + path),
    heading: (name) => page.getByRole('heading', { level: 1, name }).waitFor(),
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    asked: (name) => server.requests.filter((q) => q.name === name),
    async close() {
      await ctx.close();
      await server.stop();
    },
  };
}
