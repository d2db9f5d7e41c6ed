// A customer at the real page: what they see, and the only things they can do.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { playing } from '../../sdk/web/test/browser/chromium.mjs';
import { show } from '../../sdk/web/test/browser/firefox.mjs';

const folder = process.env.SCREENSHOTS ?? ''; // where pictures of the screens go; none are taken without it
if (folder) mkdirSync(folder, { recursive: true });

const patience = 60_000; // ms for anything to appear; a challenge takes up to three times 15 s

export class Customer {
  /** Sits down at a browser. */
  static async at(browser, { size = [390, 844], context = {} } = {}) {
    const c = new this();
    c.size = size;
    c.context = await browser.newContext({ viewport: { width: size[0], height: size[1] }, ...context });
    c.faults = [];
    await c.sitDown();
    return c;
  }

  /** At a page, a new one after the former has crashed. */
  async sitDown() {
    await this.page?.close();
    this.page = await this.context.newPage();
    this.page.setDefaultTimeout(patience);
    this.page.on('pageerror', (e) => this.faults.push(String(e)));
    this.page.on('console', (m) => m.type() === 'error' && this.faults.push(m.text()));
    await this.page.addInitScript(watch);
    await show(this.context.browser(), this.page);
  }

  open(link) {
    return this.page.goto(link);
  }

  screen(name) {
    return this.page.waitForSelector(`.shell[data-screen="${name}"]`);
  }

  panel(name) {
    return this.page.waitForSelector(`.call[data-panel="${name}"]`);
  }

  press(name) {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  reads(heading) {
    return this.page.getByRole('heading', { name: heading }).waitFor();
  }

  /** Waits until the officer's picture moves. */
  sees() {
    return this.page.waitForFunction(playing);
  }

  /** Waits until the n-th sound that comes in is none of silence. */
  hears(n) {
    return this.page.evaluate((i) => new Promise((heard) => {
      const track = [document, ...[...document.querySelectorAll('*')].map((e) => e.shadowRoot)].flatMap((root) => [...(root?.querySelectorAll('video') ?? [])]).map((v) => v.srcObject?.getAudioTracks()[i]).find((t) => t);
      const audio = new AudioContext();
      const ear = audio.createAnalyser();
      audio.createMediaStreamSource(new MediaStream([track])).connect(ear);
      const wave = new Uint8Array(ear.fftSize);
      const look = setInterval(() => {
        ear.getByteTimeDomainData(wave);
        if (wave.every((x) => Math.abs(x - 128) < 4)) return;
        clearInterval(look);
        void audio.close().then(heard);
      }, 20);
    }), n);
  }

  /** What the page has measured of itself: `call` and `picture` in ms of its clock. */
  times() {
    return this.page.evaluate(() => window.times);
  }

  async toDevices(link) {
    await this.open(link);
    await this.screen('welcome');
    await this.shot('1-welcome');
    await this.press('Start');
    await this.page.waitForSelector('.paper p');
    await this.shot('2-consent');
    await this.press('I agree');
    await this.screen('devices');
    await this.shot('3-devices-off');
  }

  async toWaiting(link) {
    await this.toDevices(link);
    await this.turnOn();
  }

  /** From the devices into the line. */
  async turnOn() {
    await this.press('Turn on camera');
    await this.page.waitForFunction(looks, ['.preview video', false]);
    await this.shot('4-devices');
    await this.press('Join the call');
    await this.screen('waiting');
    await this.shot('5-waiting');
  }

  async toCall(link) {
    await this.toWaiting(link);
    await this.screen('call');
    await this.sees();
    await this.shot('6-call');
  }

  /** Waits for the card to come before the camera, as a person brings it, and photographs it. */
  async photograph() {
    await this.panel('document');
    await this.page.waitForFunction(looks, ['.self-video', true]);
    await this.shot('8-document');
    await this.press('Take photo');
    await this.page.getByRole('button', { name: 'Use this photo' }).waitFor();
    await this.shot('9-document-check');
    await this.press('Use this photo');
    await this.page.waitForSelector('.call:not([data-panel="document"])');
    await this.shot('9-checking');
  }

  /** Takes the device off its network, and puts it back: its requests, its socket and its media. */
  async offline(is) {
    if (this.context.browser().browserType().name() === 'firefox') return this.context.setOffline(is);
    this.wire ??= await this.context.newCDPSession(this.page);
    await this.wire.send('Network.enable');
    await this.wire.send('Network.emulateNetworkConditions', { offline: is, latency: 0, downloadThroughput: -1, uploadThroughput: -1, packetLoss: is ? 100 : 0 });
    await this.context.setOffline(is);
  }

  async shot(name) {
    if (folder) await this.page.screenshot({ path: join(folder, `${this.size[0]}-${name}.png`) });
  }

  leave() {
    return this.context.close();
  }
}

/** Runs in the page from its first moment: notes when the call screen came and when its first picture did, each time. */
function watch() {
  window.times = { call: [], picture: [] };
  window.BaseKYCAndroid = { onEvent(json) {
    const e = JSON.parse(json);
    if (e.type === 'connection' && e.data.state !== 'open') window.times.lost = performance.now();
    if (e.type !== 'screen' || e.data.screen !== 'call') return;
    window.times.call.push(performance.now());
    const video = [...document.querySelectorAll('*')].find((x) => x.shadowRoot).shadowRoot.querySelector('.remote');
    let stream = null;
    const next = () => {
      if (video.srcObject !== stream) window.times.picture.push(performance.now());
      stream = video.srcObject;
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  } };
}

/** Runs in the page: whether a video shows the card on the desk, or (false) anything else. The card is the only picture whose rims are brown. */
function looks([selector, card]) {
  const video = [...document.querySelectorAll('*')].find((x) => x.shadowRoot).shadowRoot.querySelector(selector);
  if (!video?.videoWidth) return false;
  const c = document.createElement('canvas');
  c.width = 32;
  c.height = 24;
  const g = c.getContext('2d');
  g.drawImage(video, 0, 0, 32, 24);
  const rims = [[1, 2], [30, 2], [1, 21], [30, 21]].map(([x, y]) => g.getImageData(x, y, 1, 1).data);
  return rims.every(([r, , b]) => r > b * 1.4 && r < 200) === card;
}
