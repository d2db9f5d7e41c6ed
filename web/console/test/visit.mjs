// A visit to the console on a fake server, with a fake line and a fake call.

import { chromium } from 'playwright-core';
import { ConsoleServer } from './fake/server.mjs';

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});

/** Runs in the page: the other party's picture is a portrait, without a network. */
function calls({ portrait }) {
  const film = () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 480];
    const img = new Image();
    img.src = portrait;
    const g = canvas.getContext('2d');
    const draw = () => {
      if (img.complete && img.naturalWidth) g.drawImage(img, 0, (img.naturalWidth * 0.05), img.naturalWidth, img.naturalWidth * 0.75, 0, 0, 640, 480);
      requestAnimationFrame(draw);
    };
    draw();
    return canvas.captureStream(10);
  };
  window.RTCPeerConnection = class {
    signalingState = 'stable';
    connectionState = 'connected';
    localDescription = { sdp: 'v=0' };
    sender = { track: null, getParameters: () => ({ encodings: [{}] }), setParameters: async () => undefined, replaceTrack: async () => undefined, getStats: async () => new Map() };
    videos = 0;
    addTransceiver(kind) { if (kind === 'video') this.videos++; return { sender: this.sender, receiver: {}, setCodecPreferences() {} }; }
    getStats = async () => new Map();
    getTransceivers = () => [];
    getSenders = () => [];
    getReceivers = () => [];
    addEventListener() {}
    removeEventListener() {}
    createOffer = async () => ({ type: 'offer', sdp: 'v=0' });
    setLocalDescription = async () => { this.signalingState = 'have-local-offer'; };
    close = () => undefined;
    setRemoteDescription = async () => {
      this.signalingState = 'stable';
      for (const id of this.videos > 1 ? ['customer', 'agent'] : ['customer']) {
        const s = film();
        Object.defineProperty(s, 'id', { value: id });
        this.ontrack?.({ track: s.getTracks()[0], streams: [s] });
      }
    };
  };
}

/** A server and a page; `faults` gathers what must not happen, `call` is what the socket of a call says. */
export async function visit(browser, { size = [1280, 860], context = {}, language = 'en', line, call = {}, ...wanted } = {}) {
  const server = await ConsoleServer.start(wanted);
  const ctx = await browser.newContext({ viewport: { width: size[0], height: size[1] }, locale: 'en-IN', timezoneId: 'Asia/Kolkata', ...context });
  const page = await ctx.newPage();
  page.setDefaultTimeout(8_000);
  const faults = [];
  page.on('pageerror', (e) => faults.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && !/Failed to load resource/.test(m.text()) && faults.push(m.text()));
  await page.addInitScript((l) => localStorage.setItem('language', l), language);
  await page.addInitScript(calls, { portrait: '/desk/sessions/vs_0/pictures/art_0' });
  const sockets = [];
  await page.routeWebSocket(/\/realtime/, (ws) => {
    const send = (m) => ws.send(JSON.stringify(m));
    sockets.push({ send, close: (code) => ws.close({ code }) });
    ws.onMessage((text) => {
      const m = JSON.parse(text);
      if (m.type === 'ping') send({ type: 'pong', t: m.t, at: new Date().toISOString() });
      if (m.type === 'offer' && !call.silent) send({ type: 'answer', sdp: 'v=0' });
      if (m.type !== 'hello') return;
      const session = server.cases.list.find((c) => c.id === m.session_id);
      send({ type: 'welcome', role: 'agent', heartbeat_s: 15, ice_servers: [], session });
      if (!session) return send({ type: 'queue', cases: line ?? server.cases.list.filter((c) => c.status === 'waiting') });
      send({ type: 'peer', present: true, media: !call.silent });
      if (call.supervisor) send({ type: 'supervisor', ...call.supervisor });
    });
  });
  return {
    server, ctx, page, faults, sockets, cases: server.cases, world: server.world,
    open: (path = '/test') => page.goto(server.base + '/console' + path),
    async close() {
      await ctx.close();
      await server.stop();
    },
  };
}
