// The server's own pages load complete: nothing is refused, missing or wider
// than the screen.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../sdk/web/test/browser/chromium.mjs';
import { Customer } from './customer.mjs';
import { Demo, unable } from './demo.mjs';

describe('the server’s own pages', { skip: await unable() }, () => {
  let demo, browser;
  before(async () => { [demo, browser] = await Promise.all([Demo.start(), launch()]); });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  for (const size of [[390, 844], [1280, 800]]) {
    for (const [path, name, shows] of [
      ['/', 'start', 'This server is running'], ['/docs', 'docs', '/v1/sessions/{id}/result'], ['/docs/errors', 'errors', 'link_used'],
    ]) {
      test(`${path} on ${size.join(' by ')}`, async () => {
        const c = await Customer.at(browser, { size });
        await c.open(demo.url + path);
        await c.page.getByText(shows.replaceAll('/', '\u200b/')).or(c.page.getByText(shows)).first().waitFor();
        await c.shot('20-' + name);
        assert.equal(await c.page.evaluate(() => document.documentElement.scrollWidth), size[0], 'nothing is cut off at the side');
        if (path === '/docs') {
          await c.page.locator('.opblock-summary', { hasText: 'POST' }).first().click();
          await c.page.getByText('Request body').first().waitFor();
          await c.shot('21-docs-open');
        }
        assert.deepEqual(c.faults, []);
        await c.leave();
      });
    }
  }
});
