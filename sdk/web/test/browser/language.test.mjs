// The ten languages: each from its own table, chosen by the session, the page
// or the customer, and kept over a refresh.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { launch, visit } from './chromium.mjs';

const folder = new URL('../../texts/', import.meta.url);
const tables = Object.fromEntries(readdirSync(folder).map((f) => [f.replace('.json', ''), JSON.parse(readFileSync(new URL(f, folder)))]));

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const lang = (s) => s.page.locator('.shell').getAttribute('lang');
const asked = (s) => s.server.requests.filter((r) => r.includes('/sdk/texts/')).map((r) => r.split('/').pop());

for (const [language, words] of Object.entries(tables)) {
  test(`${words.language}: the screens and the text to agree to`, async () => {
    const s = await visit(browser, { wanted: { language } });
    await s.open();
    await s.press(words['welcome.start']);
    await s.screen('consent');
    assert.equal(await lang(s), language);
    assert.equal(await s.page.evaluate(() => document.documentElement.lang), language);
    await s.page.waitForSelector(`.paper[lang="${language}"] p`);
    await s.press(words['consent.agree']);
    await s.screen('devices');
    assert.equal(s.server.agreed.language, language);
    assert.deepEqual(asked(s), language === 'en' ? [] : [language + '.json'], 'only the table that is wanted is loaded');
    assert.equal(await s.page.evaluate(() => [...document.fonts].length), 0, 'no font is loaded');
    assert.deepEqual(s.faults, []);
    await s.close();
  });
}

test('a region falls back to its language, an unknown language to English', async () => {
  const s = await visit(browser);
  await s.page.goto(s.server.link.replace('#', '?lang=bn-IN#'));
  await s.page.getByRole('button', { name: tables.bn['welcome.start'] }).waitFor();
  assert.deepEqual(asked(s), ['bn-in.json', 'bn.json']);
  await s.close();
  const other = await visit(browser, { wanted: { language: 'or' } });
  await other.open();
  await other.page.getByRole('button', { name: 'Start' }).waitFor();
  assert.equal(await lang(other), 'en');
  await other.close();
});

test('the customer chooses another language; the choice stays over a refresh', async () => {
  const s = await visit(browser);
  await s.open();
  await s.screen('welcome');
  const choice = s.page.getByRole('combobox');
  assert.deepEqual(await choice.locator('option').evaluateAll((all) => all.map((o) => [o.value, o.lang])), Object.keys(tables).map((l) => [l, l]).sort((a, b) => order(a) - order(b)));
  await choice.focus();
  await choice.selectOption('ta');
  await s.page.getByRole('heading', { name: tables.ta['welcome.title'] }).waitFor();
  assert.ok(await choice.evaluate((e) => e.getRootNode().activeElement === e), 'the focus stays on the choice');
  await s.press(tables.ta['welcome.start']);
  await s.page.waitForSelector('.paper[lang="ta"] p');
  await choice.selectOption('ml');
  await s.page.waitForSelector('.paper[lang="ml"] p');
  await s.page.reload();
  await s.page.getByRole('button', { name: tables.ml['consent.agree'] }).waitFor();
  assert.equal(await choice.inputValue(), 'ml');
  await s.close();
});

test('a table that cannot be had is said, and the words on the screen stay', async () => {
  const s = await visit(browser);
  await s.open();
  await s.screen('welcome');
  await s.page.route('**/sdk/texts/*', (r) => r.abort());
  const choice = s.page.getByRole('combobox');
  await choice.selectOption('kn');
  await s.page.getByText('No connection. Check your network').waitFor();
  assert.equal(await choice.inputValue(), 'en');
  await s.page.unroute('**/sdk/texts/*');
  await choice.selectOption('kn');
  await s.page.getByRole('button', { name: tables.kn['welcome.start'] }).waitFor();
  await s.close();
});

function order([language]) {
  return ['en', 'hi', 'bn', 'mr', 'te', 'ta', 'gu', 'kn', 'ml', 'pa'].indexOf(language);
}
