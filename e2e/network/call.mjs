// A call over such a network: the real page in Chromium inside it, an officer in
// another Chromium outside, the real server between them, and what both measure.

import { chromium } from 'playwright-core';
import { launch as firefox } from '../../sdk/web/test/browser/firefox.mjs';
import { Customer } from '../browser/customer.mjs';
import { Demo } from '../browser/demo.mjs';
import { Detour } from './detour.mjs';
import { Lane } from './lane.mjs';

const flags = ['--headless=new', '--mute-audio', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--no-first-run', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--ignore-certificate-errors', '--disable-features=WebRtcHideLocalIpsWithMdns'];

function launch(executablePath) {
  return chromium.launch({ executablePath, ignoreDefaultArgs: ['--headless', '--mute-audio'], args: flags });
}

export class Call {
  /** Opens network, server and browsers; `meet` begins the call. The customer's browser may be Firefox. */
  static async prepare({ browser = process.env.BROWSER } = {}) {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // the demo's certificate is its own
    const c = new Call();
    c.lane = await Lane.open();
    try {
      c.port = await c.lane.port();
      const media = await c.lane.port();
      c.detour = await Detour.open(c.lane.detour, c.lane.server, media);
      c.demo = await Demo.start({ args: ['--tls', '--no-agent', '--listen', `${c.lane.server}:${c.port}`, '--media-port', String(media)],
        env: { BASEKYC_MEDIA_ANNOUNCE: browser === 'firefox' ? c.lane.server : c.lane.detour } }); // Firefox may not go on where the server answers from beside the detour
      [c.inside, c.outside] = await Promise.all([browser === 'firefox' ? firefox(true, { executablePath: c.lane.firefox }) : launch(c.lane.browser), launch(process.env.CHROMIUM ?? '/usr/bin/chromium')]);
    } catch (e) {
      await c.close();
      throw e;
    }
    return c;
  }

  async close() {
    await Promise.all([this.inside?.close(), this.outside?.close()]);
    await this.demo?.stop();
    this.detour?.close();
    await this.lane.close();
  }

  /** Brings both into a call, of whichever ways the network leaves them, and measures from now on. */
  async meet() {
    this.session = await this.demo.invite();
    this.customer = await Customer.at(this.inside, { context: { ignoreHTTPSErrors: true } });
    await this.customer.page.addInitScript(gauge);
    await this.customer.toWaiting(this.session.url);
    await this.#officer();
    await this.customer.screen('call');
    await this.customer.sees();
    await this.customer.page.evaluate(() => {
      window.gauge.look([...document.querySelectorAll('*')].find((x) => x.shadowRoot).shadowRoot.querySelector('.remote'));
    });
  }

  /** A customer who opens a link, on a network to which `happens` happens just before the page's first request leaves. */
  async arrive(happens) {
    const session = await this.demo.invite();
    const c = await Customer.at(this.inside, { context: { ignoreHTTPSErrors: true } });
    const hit = new Promise((done, fail) => c.page.route('**/customer/exchange', (r) => happens(this.lane).then(() => r.continue()).then(done, fail), { times: 1 }));
    await c.open(session.url);
    await hit;
    return c;
  }

  async part() {
    await this.customer.leave();
    await this.desk.context().close();
    await this.demo.ask('POST', `/v1/sessions/${this.session.id}/cancel`).catch(() => undefined); // decided or failed by then
  }

  async #officer() {
    const as = this.demo.console;
    const ask = async (path, token, body) => {
      const r = await fetch(this.demo.url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: 'Bearer ' + token } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
      if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`);
      return r.json();
    };
    const { token } = await ask('/desk/login', '', { email: as.email, password: as.password });
    await ask(`/desk/sessions/${this.session.id}/accept`, token);
    this.check = (kind, document) => ask(`/desk/sessions/${this.session.id}/checks`, token, { kind, document });
    this.desk = await (await this.outside.newContext({ ignoreHTTPSErrors: true })).newPage();
    await this.desk.addInitScript(gauge);
    await this.desk.goto(this.demo.url + '/docs/guide');
    await this.desk.evaluate(officer, { token, session: this.session.id });
  }

  /** What both sides saw since the last time: `down` is what the customer receives, `up` the officer. */
  async measured() {
    const [down, up] = await Promise.all([this.customer.page, this.desk].map((p) => p.evaluate(() => window.gauge.since())));
    return { down, up };
  }

  /** Waits until each side gets sound of the other one that is none of silence, from now on. */
  heard() {
    const loud = (page) => page.waitForFunction(async () => {
      const all = [...(await window.gauge.peers.at(-1).getStats()).values()];
      const energy = all.filter((s) => s.type === 'inbound-rtp' && s.kind === 'audio').reduce((sum, s) => sum + (s.totalAudioEnergy ?? 0), 0);
      window.gauge.silence ??= energy;
      return energy > window.gauge.silence + 0.0001 && delete window.gauge.silence;
    }, null, { polling: 100 });
    return Promise.all([loud(this.customer.page), loud(this.desk)]);
  }

  /** ms from a moment until both sides' pictures move again. */
  async resumed(since) {
    const first = (page) => page.waitForFunction((t) => window.gauge.times.filter((x) => x > t).length >= 3 && window.gauge.times.find((x) => x > t), since, { polling: 50, timeout: 60_000 })
      .then(async (h) => await h.jsonValue() - since);
    const [down, up] = await Promise.all([first(this.customer.page), first(this.desk)]);
    return { down, up };
  }

  /** ms of the longest pause of both pictures since a moment. */
  async paused(since) {
    const longest = (page) => page.evaluate((t) => {
      const all = [...window.gauge.times.filter((x) => x > t - 200), Date.now()];
      return Math.max(...all.slice(1).map((x, i) => x - all[i]));
    }, since);
    const [down, up] = await Promise.all([longest(this.customer.page), longest(this.desk)]);
    return { down, up };
  }

  /** Which way the customer's call goes: the protocol towards the server, and whether over a relay. */
  way() {
    return this.customer.page.evaluate(async () => {
      const pc = window.gauge.peers.at(-1);
      const all = [...(await pc.getStats()).values()];
      const t = all.find((s) => s.type === 'transport');
      const pair = all.find((s) => s.id === t.selectedCandidatePairId);
      const local = all.find((s) => s.id === pair.localCandidateId);
      return local.relayProtocol ? 'relay over ' + local.relayProtocol : local.protocol; // also a peer-reflexive one has come through a relay then
    });
  }
}

/** Runs in a page from its first moment: keeps its peers and sums what they say, also of those that were closed. */
function gauge() {
  const peers = [];
  const last = new Map();
  const times = [];
  let before = {};
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...a) {
      super(...a);
      peers.push(this);
    }
  };
  const read = async () => {
    for (const [i, pc] of peers.entries()) {
      if (pc.connectionState === 'closed') continue;
      const s = { freezes: 0, frozen: 0, concealed: 0, samples: 0, frames: 0, again: 0 };
      for (const r of (await pc.getStats()).values()) {
        if (r.type === 'inbound-rtp' && r.kind === 'video') Object.assign(s, { freezes: r.freezeCount ?? 0, frozen: r.totalFreezesDuration ?? 0, frames: r.framesDecoded ?? 0, again: r.retransmittedPacketsReceived ?? 0, width: r.frameWidth });
        if (r.type === 'inbound-rtp' && r.kind === 'audio') Object.assign(s, { concealed: (r.concealedSamples ?? 0) - (r.silentConcealedSamples ?? 0), samples: r.totalSamplesReceived ?? 0 });
        if (r.type === 'outbound-rtp' && r.kind === 'video') s.sent = r.frameWidth;
      }
      last.set(i, s);
    }
  };
  setInterval(read, 500);
  window.gauge = {
    peers, times,
    look(video) {
      const next = () => {
        times.push(Date.now());
        if (times.length > 5000) times.splice(0, 1000);
        video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    },
    async since() {
      await read();
      const now = { freezes: 0, frozen: 0, concealed: 0, samples: 0, frames: 0, again: 0 };
      for (const s of last.values()) for (const k of Object.keys(now)) now[k] += s[k];
      const out = Object.fromEntries(Object.keys(now).map((k) => [k, now[k] - (before[k] ?? 0)]));
      before = now;
      const newest = [...last.values()].at(-1) ?? {};
      return { ...out, width: newest.width, sent: newest.sent, concealment: out.samples ? out.concealed / out.samples : 0 };
    },
  };
}

/** Runs in the officer's page: what the console does in a call, and no more. */
async function officer({ token, session }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  const ws = new WebSocket(location.origin.replace(/^http/, 'ws') + '/realtime', 'basekyc.v1');
  const say = (m) => ws.send(JSON.stringify(m));
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const inbound = new MediaStream();
  const video = document.createElement('video');
  Object.assign(video, { srcObject: inbound, autoplay: true, muted: true });
  document.body.replaceChildren(video);
  window.gauge.look(video);
  pc.ontrack = (e) => inbound.addTrack(e.track);
  pc.onicecandidate = (e) => e.candidate && say({ type: 'candidate', candidate: e.candidate.toJSON() });
  for (const t of stream.getTracks()) pc.addTransceiver(t, { direction: 'sendrecv', streams: [stream], ...(t.kind === 'video' ? { sendEncodings: [{ maxBitrate: 800_000 }] } : {}) });
  ws.onopen = () => say({ type: 'hello', token, session_id: session });
  await new Promise((up) => {
    ws.onmessage = async ({ data }) => {
      const m = JSON.parse(data);
      if (m.type === 'welcome') {
        setInterval(() => say({ type: 'ping', t: Date.now() }), 5000);
        await pc.setLocalDescription();
        say({ type: 'offer', sdp: pc.localDescription.sdp });
      }
      if (m.type === 'answer') {
        await pc.setRemoteDescription({ type: 'answer', sdp: m.sdp });
        up();
      }
    };
  });
}
