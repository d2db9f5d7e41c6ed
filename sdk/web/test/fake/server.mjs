// A server for the tests: speaks api/realtime.md for one session, serves web/dist
// under a strict content security policy, and lets a test walk the states. The
// officer is another tab, to which offers are relayed.

import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { consentText, newView, stepsDone } from './session.mjs';

const dist = fileURLToPath(new URL('../../../../web/dist', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const texts = fileURLToPath(new URL('../../../../internal/evidence/consent', import.meta.url));
const ready = new Set(readdirSync(texts).map((f) => f.replace('.txt', '')));
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.map': 'application/json' };
const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

export class FakeServer extends EventEmitter {
  id = 'vs_test' + randomBytes(4).toString('hex');
  code = randomBytes(16).toString('base64url');
  token = 'token-' + randomBytes(8).toString('hex');
  device = ''; // of the first exchange
  cameras = []; // that the customer's page told of
  log = []; // what the customer's sockets said
  requests = []; // method and path
  hang = {}; // path -> how many of the next requests get no reply
  refuse = {}; // path -> [status, code]: what to answer instead
  ahead = 0; // ms by which the clock that it tells is before ours
  slots = []; // that it offers
  relays = []; // that it tells to whoever looks at the ways
  customers = new Set();
  officers = new Set();
  agreed = null; // the last consent: {version, language, sha256}
  still = null; // the last picture: {bytes, type, query}
  uploads = new Map(); // id -> a picture that arrives in pieces: {query, metadata, size, bytes}
  pieces = []; // of them: {at, bytes}
  welcome = Promise.resolve(); // a socket is let in once this is: a test that looks at the wait holds it

  static async start(wanted) {
    const s = new FakeServer();
    s.setMaxListeners(100);
    s.view = newView(s.id, wanted);
    s.http = createServer((q, r) => s.serve(q, r).catch((e) => { r.statusCode = 500; r.end(String(e)); }));
    s.wss = new WebSocketServer({ server: s.http, handleProtocols: () => 'basekyc.v1' });
    s.wss.on('connection', (ws, q) => (q.url === '/officer' ? s.officer(ws) : s.customer(ws)));
    s.http.listen(0, '127.0.0.1');
    await once(s.http, 'listening');
    s.base = 'http://localhost:' + s.http.address().port;
    s.link = `${s.base}/v/${s.id}#${s.code}`;
    return s;
  }

  async stop() {
    for (const ws of this.wss.clients) ws.terminate();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }

  /** Changes the session and tells every socket. */
  set(part) {
    this.view = { ...this.view, ...part, version: this.view.version + 1 };
    this.tell({ type: 'session', session: this.view });
  }

  accept() {
    this.set({ status: 'in_progress', queue: null, officer: { name: 'Meera Iyer', simulated: true } });
  }

  instruct(kind, more = {}) {
    const now = Date.now();
    this.set({ instruction: { id: 'ins_' + randomBytes(4).toString('hex'), kind, attempt: 1, asked_at: new Date(now).toISOString(), expires_at: new Date(now + 8000).toISOString(), feedback: '', ...more } });
  }

  write(text, from = 'officer', id = randomBytes(6).toString('hex')) {
    this.set({ messages: [...this.view.messages, { id, from, text, at: new Date().toISOString() }] });
  }

  done(step) {
    this.set({ steps: stepsDone(this.view.steps, step), instruction: null });
  }

  tell(m) {
    for (const ws of this.customers) ws.send(JSON.stringify(m));
  }

  /** Loses every socket of the customer. */
  cut(code) {
    for (const ws of this.customers) code ? ws.close(code) : ws.terminate();
    this.customers.clear();
  }

  /** Resolves with the next event `name`; call it before what causes the event. */
  next(name) {
    const signal = AbortSignal.timeout(60_000); // only so that a broken test names what did not come
    return once(this, name, { signal }).then(([v]) => v, () => { throw new Error('never came: ' + name); });
  }

  customer(ws) {
    ws.on('message', (data) => {
      const m = JSON.parse(data);
      this.log.push(m.type);
      if (!ws.greeted && m.type !== 'hello') return ws.close(4400);
      ws.greeted = true;
      if (m.type === 'hello') {
        if (m.token !== this.token || m.device !== this.device) return ws.close(4401);
        this.welcome.then(() => this.admit(ws));
      } else if (m.type === 'ping') {
        ws.send(JSON.stringify({ type: 'pong', t: m.t, at: new Date().toISOString() }));
      } else if (m.type === 'ready' && this.view.status === 'joined') {
        this.set({ status: 'waiting', queue: { place: 2 } });
      } else if (m.type === 'offer') {
        ws.relay = randomBytes(4).toString('hex');
        for (const o of this.officers) o.send(JSON.stringify({ relay: ws.relay, sdp: m.sdp }));
      } else if (m.type === 'camera') {
        this.cameras.push(m.camera);
      } else if (m.type === 'chat') {
        const known = this.view.messages.some((o) => o.id === m.id);
        if (this.mute) return; // swallowed, as by a network that is lost
        if (m.text === 'too fast') ws.send(JSON.stringify({ type: 'error', code: 'too_fast', message: 'x', id: m.id }));
        else if (!known) this.write(m.text, 'customer', m.id);
      } else if (m.type === 'candidate') {
        for (const o of this.officers) o.send(JSON.stringify({ relay: ws.relay, candidate: m.candidate }));
      }
      this.emit(m.type, m);
    });
    ws.on('close', (code) => {
      this.customers.delete(ws);
      this.emit('closed', code);
    });
  }

  admit(ws) {
    if (ws.readyState !== ws.OPEN) return;
    this.customers.add(ws);
    ws.send(JSON.stringify({ type: 'welcome', role: 'customer', heartbeat_s: 5, ice_servers: [], session: this.view }));
  }

  officer(ws) {
    this.officers.add(ws);
    ws.on('message', (data) => {
      const m = JSON.parse(data);
      if (m.connected) return this.emit('connected', m.relay);
      for (const c of this.customers) {
        if (c.relay !== m.relay) continue;
        c.send(JSON.stringify({ type: 'answer', sdp: m.sdp }));
        c.send(JSON.stringify({ type: 'peer', present: true, media: true }));
      }
    });
    ws.on('close', () => this.officers.delete(ws));
    this.emit('officer', ws);
  }

  async serve(q, r) {
    const url = new URL(q.url, this.base);
    this.requests.push(q.method + ' ' + url.pathname);
    if (url.pathname.startsWith('/customer/')) return this.door(q, r, url);
    r.setHeader('Content-Security-Policy', policy);
    if (url.pathname === '/diagnose') return this.file(r, join(dist, 'diagnose/index.html'));
    if (url.pathname.startsWith('/v/')) return this.file(r, join(dist, 'join/index.html'));
    if (url.pathname.startsWith('/host/') || url.pathname.startsWith('/officer/')) {
      r.removeHeader('Content-Security-Policy');
      return this.file(r, join(here, normalize(url.pathname.slice(1))));
    }
    return this.file(r, join(dist, normalize(url.pathname)));
  }

  async file(r, path) {
    try {
      const body = await readFile(path);
      r.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream');
      r.end(body);
    } catch {
      r.statusCode = 404;
      r.end();
    }
  }

  async door(q, r, url) {
    const parts = [];
    for await (const p of q) parts.push(p);
    const body = Buffer.concat(parts);
    const name = q.method === 'PATCH' ? 'pieces' : url.pathname.slice('/customer/'.length);
    const reply = (status, value) => {
      r.statusCode = status;
      r.setHeader('Content-Type', status < 400 ? 'application/json' : 'application/problem+json');
      r.end(value === undefined ? '' : JSON.stringify(value));
      this.emit(q.method + ' ' + name, value);
    };
    const no = (status, code) => reply(status, { status, code, title: code });
    if (this.hang[name] > 0) {
      this.hang[name]--;
      this.emit('hung ' + name);
      return; // the request stays open until whoever asked gives it up
    }
    if (this.refuse[name]) return no(...this.refuse[name]);
    if (name === 'diagnosis') return reply(200, { at: new Date(Date.now() + this.ahead).toISOString(), ice_servers: this.relays });
    if (name === 'exchange') {
      const b = JSON.parse(body);
      if (b.session_id ? b.code !== this.code || b.session_id !== this.id : b.token !== 'embedding-token' || !b.public_key) return no(401, 'link_invalid');
      if (this.device && this.device !== b.device) return no(409, 'link_used');
      this.device = b.device;
      return reply(200, { token: this.token, expires_at: new Date(Date.now() + 1800_000).toISOString(), session: this.view });
    }
    if (q.headers.authorization !== 'Bearer ' + this.token) return no(401, 'token_invalid');
    if (q.headers['basekyc-device'] !== this.device) return no(403, 'wrong_device');
    if (name === 'session') return reply(200, this.view);
    if (name === 'refresh' && this.view.status === 'scheduled' && Date.now() >= Date.parse(this.view.opens_at)) this.set({ status: 'joined' });
    if (name === 'refresh') return reply(200, { token: this.token, expires_at: new Date(Date.now() + 1800_000).toISOString() });
    if (name === 'consent' && q.method === 'GET') return reply(200, this.consent(url.searchParams.get('language')));
    if (name === 'consent') {
      const b = this.agreed = JSON.parse(body);
      if (b.sha256 !== this.consent(b.language).sha256) return no(409, 'wrong_state');
      this.set({ steps: stepsDone(this.view.steps, 'consent') });
      return reply(204);
    }
    if (name === 'slots') return reply(200, { offered: this.slots.length > 0, data: this.slots.map((starts_at) => ({ starts_at })) });
    if (name === 'line') {
      this.set({ status: 'waiting', sub_status: '', officer: null, queue: { place: 1 }, grace_ends_at: undefined });
      return reply(200, this.view);
    }
    if (name === 'appointment') {
      const { scheduled_at } = JSON.parse(body);
      this.set({ status: 'scheduled', sub_status: '', officer: null, grace_ends_at: undefined, scheduled_at, opens_at: new Date(Date.parse(scheduled_at) - 600_000).toISOString() });
      return reply(200, this.view);
    }
    const keep = (status, bytes, type, query) => {
      this.still = { bytes, type, query };
      reply(status, { id: 'art_1', width: 1, height: 1, sha256: createHash('sha256').update(bytes).digest('hex') });
    };
    if (name === 'stills') return keep(201, body, q.headers['content-type'], url.search);
    if (name === 'uploads') {
      const metadata = q.headers['upload-metadata'], size = Number(q.headers['upload-length']);
      let [id, u] = [...this.uploads].find(([, o]) => o.query === url.search && o.metadata === metadata && o.size === size) ?? [];
      if (!u) this.uploads.set(id = 'up_' + randomBytes(4).toString('hex'), u = { query: url.search, metadata, size, bytes: Buffer.alloc(0) });
      r.setHeader('Location', '/customer/uploads/' + id);
      r.setHeader('Upload-Offset', u.bytes.length);
      return reply(201);
    }
    if (name === 'pieces') {
      const u = this.uploads.get(url.pathname.split('/').pop()), at = Number(q.headers['upload-offset']);
      if (!u) return no(404, 'upload_not_found');
      if (at !== u.bytes.length) return no(409, 'upload_offset');
      this.pieces.push({ at, bytes: body.length });
      u.bytes = Buffer.concat([u.bytes, body]);
      r.setHeader('Upload-Offset', u.bytes.length);
      const [type, sum] = u.metadata.split(',').map((pair) => Buffer.from(pair.split(' ')[1], 'base64').toString());
      if (u.bytes.length < u.size) return reply(204);
      if (createHash('sha256').update(u.bytes).digest('hex') !== sum) return no(400, 'upload_checksum');
      return keep(200, u.bytes, type, u.query);
    }
    return no(404, 'not_found');
  }

  consent(wish) {
    const language = ready.has(wish) ? wish : 'en';
    const text = language === 'en' ? consentText : readFileSync(join(texts, language + '.txt'), 'utf8');
    return { version: '1', language, text, sha256: createHash('sha256').update(text).digest('hex') };
  }
}
