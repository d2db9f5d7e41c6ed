// Takes a picture of every screen, for people to look at:
// node test/shots.mjs FOLDER [SERIES | --looks]. Each language has series of its own
// (te-small, te-phone, te-desk). They are in the fonts of this machine, as on a
// phone: Debian has them in fonts-noto-core.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, officer, playing, visit } from './browser/chromium.mjs';

const folder = process.argv[2];
if (!folder) throw new Error('say into which folder');
mkdirSync(folder, { recursive: true });
const only = process.argv[3]?.startsWith('--') ? '' : (process.argv[3] ?? '');

const browser = await launch();
const blind = await launch(false);

async function series(prefix, size, context, language = '') {
  if (only && !prefix.startsWith(only)) return;
  const open = (wanted, b = browser) => visit(b, { wanted: { ...(language ? { language } : {}), ...wanted }, size, context });
  const shot = (s, name) => s.page.screenshot({ path: join(folder, `${prefix}-${name}.png`) });
  const click = (s, n = 0) => s.page.locator('.actions .button:visible').nth(n).click();

  let s = await open({ redirect_url: 'https://bank.example/' });
  await s.open();
  await s.screen('welcome');
  await shot(s, '01-welcome');
  await click(s);
  await s.page.waitForSelector('.paper p');
  await shot(s, '02-consent');
  await click(s);
  await s.screen('devices');
  await shot(s, '03-devices-before');
  await click(s);
  await s.page.locator('.sound').waitFor();
  await s.page.waitForFunction(() => [...document.querySelectorAll('*')].find((e) => e.shadowRoot).shadowRoot.querySelector('.preview video').videoWidth > 0);
  await shot(s, '04-devices');
  await click(s);
  await s.page.locator('.place', { hasText: '2' }).waitFor();
  await shot(s, '05-waiting');
  s.server.set({ status: 'in_progress', queue: null, officer: { name: 'Meera Iyer', simulated: true } });
  await s.screen('call');
  await shot(s, '06-call-connecting');
  await s.close();

  s = await open({ documents: ['pan'], again: ['liveness', 'document_back', 'questions', 'location'], steps: ['consent', 'liveness', 'document', 'face_match', 'decision'].map((id, i) => ({ id, progress: i ? 'pending' : 'done' })) });
  await s.open();
  await s.screen('welcome');
  await shot(s, '01-welcome-again');
  await click(s);
  await s.screen('devices');
  await s.close();

  s = await open({ redirect_url: 'https://bank.example/', ...(language ? { language } : {}) });
  await s.open();
  await s.screen('welcome'); await click(s); await s.page.waitForSelector('.paper p'); await click(s);
  await s.screen('devices'); await click(s); await s.page.locator('.sound').waitFor(); await click(s); await s.screen('waiting');
  await officer(s);
  const connected = s.server.next('connected');
  s.server.accept();
  await connected;
  await s.page.waitForFunction(playing);
  await shot(s, '07-call');
  s.server.write('Can you hear me?');
  await s.page.locator('.said').waitFor();
  await shot(s, '07-call-caption');
  await s.page.locator('.controls .round-button').last().click();
  s.server.write('No, I am deaf. Please write everything that I have to do.', 'customer');
  await s.page.locator('.messages .ours').waitFor();
  await shot(s, '07-call-messages');
  await s.page.keyboard.press('Escape');
  s.server.instruct('look_ahead');
  await s.panel('liveness');
  await shot(s, '08-look-ahead');
  s.server.instruct('challenge', { challenge: 'turn_left', asked_at: new Date(Date.now() - 3000).toISOString() });
  await s.page.locator('[data-ask="turn_left"]').waitFor();
  await shot(s, '09-turn-left');
  s.server.instruct('challenge', { challenge: 'look_up', attempt: 2, feedback: 'not_seen' });
  await s.page.locator('[data-ask="look_up"]').waitFor();
  await shot(s, '10-look-up-again');
  s.server.instruct('challenge', { challenge: 'smile' });
  await s.page.locator('[data-ask="smile"]').waitFor();
  await shot(s, '11-smile');
  s.server.instruct('hold');
  await s.panel('caption');
  await shot(s, '12-hold');
  s.server.done('liveness');
  s.server.instruct('document', { document: 'pan', side: 'front', expires_at: undefined });
  await s.panel('document');
  await shot(s, '13-document');
  await s.page.locator('.shutter').click();
  await s.page.locator('.document[data-stage="check"]').waitFor();
  await shot(s, '14-document-check');
  await s.page.locator('.choice .main').click();
  await s.page.locator('.document[data-stage="sent"]').waitFor();
  await shot(s, '15-document-sent');
  s.server.set({ status: 'interrupted', instruction: null, grace_ends_at: new Date(Date.now() + 84_000).toISOString() });
  s.server.refuse.session = [503, 'x'];
  s.server.wss.options.verifyClient = (_, ok) => ok(false, 503);
  s.server.cut();
  await s.panel('reconnecting');
  await s.page.locator('.left:visible').waitFor();
  await shot(s, '16-reconnecting');
  delete s.server.wss.options.verifyClient;
  s.server.set({ status: 'decided' });
  await s.screen('end');
  await shot(s, '17-thanks');
  await s.close();

  for (const status of ['expired', 'canceled', 'failed']) {
    s = await open({ status });
    await s.open();
    await s.screen('end');
    await shot(s, '20-' + status);
    await s.close();
  }
  for (const [code, status] of [['link_used', 409], ['link_invalid', 401], ['wrong_device', 403], ['session_ended', 409], ['token_expired', 401], ['rate_limited', 429], ['server_error', 500]]) {
    s = await open();
    s.server.refuse.exchange = [status, code];
    await s.open();
    await s.screen('problem');
    await shot(s, '21-' + code);
    await s.close();
  }
  s = await open();
  await s.page.route('**/customer/exchange', (r) => r.abort());
  await s.open();
  await s.screen('problem');
  await shot(s, '21-network_error');
  await s.close();

  s = await open({}, blind);
  await s.ctx.grantPermissions([]);
  await s.open();
  await s.screen('welcome'); await click(s); await s.page.waitForSelector('.paper p'); await click(s); await s.screen('devices'); await click(s);
  await s.page.locator('.content .list:visible').waitFor();
  await shot(s, '22-denied');
  await s.close();
}

// `--looks`: three themes, three scripts, three widths, in a folder each.
if (process.argv.includes('--looks')) {
  for (const [theme, context] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['calm', { colorScheme: 'light', reducedMotion: 'reduce', forcedColors: 'active' }]]) {
    for (const language of ['en', 'hi', 'ta']) {
      for (const size of [[320, 568], [390, 844], [1280, 800]]) await series(`${theme}-${language}-${size[0]}`, size, context, language);
    }
  }
  await Promise.all([browser.close(), blind.close()]);
  process.exit();
}

const touch = { hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
await series('phone', [390, 844], touch);
await series('desk', [1280, 800], {});
await series('small', [320, 568], touch);
await series('dark', [390, 844], { colorScheme: 'dark', reducedMotion: 'reduce' });
for (const language of ['hi', 'bn', 'mr', 'te', 'ta', 'gu', 'kn', 'ml', 'pa']) {
  await series(`${language}-small`, [320, 568], touch, language);
  await series(`${language}-phone`, [390, 844], touch, language);
  await series(`${language}-desk`, [1280, 800], {}, language);
}
await Promise.all([browser.close(), blind.close()]);
