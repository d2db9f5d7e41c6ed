// A server for the tests of the dashboard: serves the built pages under their
// strict policy and answers their requests out of a World.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { routes } from './routes.mjs';
import { World } from './world.mjs';

const dist = fileURLToPath(new URL('../../../dist', import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const policy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export class FakeServer {
  requests = []; // method, path, headers and body of each
  refuse = {}; // 'GET /v1/sessions' -> [status, code]
  hold = {}; // path -> a promise: the answer waits for it
  streams = new Set();
  streaming = true;
  loggedIn = true;

  static async start(wanted = {}) {
    const s = new this();
    s.world = new World(wanted);
    s.loggedIn = wanted.loggedIn ?? true;
    s.world.on('event', (e) => s.streams.forEach((r) => r.write(`id: ${e.id}\nevent: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`)));
    s.http = createServer((q, r) => s.serve(q, r).catch((e) => { r.statusCode = 500; r.end(String(e.stack)); }));
    s.http.listen(0, '127.0.0.1');
    await once(s.http, 'listening');
    s.base = 'http://localhost:' + s.http.address().port;
    return s;
  }

  async stop() {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }

  async serve(q, r) {
    const url = new URL(q.url, this.base);
    const parts = [];
    for await (const p of q) parts.push(p);
    const raw = Buffer.concat(parts);
    const json = q.headers['content-type'] === 'application/json' && raw.length ? JSON.parse(raw) : undefined;
    const name = q.method + ' ' + url.pathname;
    const isApi = url.pathname.startsWith('/v1/') || (url.pathname.startsWith('/dashboard/') && (q.method !== 'GET' || /^\/dashboard\/(me|entrance)(\/|$)/.test(url.pathname)));
    if (!isApi) return this.page(r, url.pathname);
    this.requests.push({ name, query: url.search, body: json, headers: q.headers });
    if (this.hold[url.pathname]) await this.hold[url.pathname];
    const refused = this.refuse[name];
    if (refused) return this.problem(r, ...refused);
    if (url.pathname.startsWith('/v1/')) {
      if (!this.loggedIn) return this.problem(r, 401, 'unauthenticated');
      if (!q.headers['basekyc-mode'] && !(q.method === 'GET' && url.searchParams.has('basekyc_mode'))) return this.problem(r, 401, 'unauthenticated', 'The mode is missing.');
    }
    for (const [method, pattern, answer] of routes) {
      const m = q.method === method && pattern.exec(url.pathname);
      if (!m) continue;
      const live = q.headers['basekyc-mode'] === 'live';
      const out = answer({ server: this, world: live ? (this.live ??= Object.assign(new World({ sessions: 0 }), { me: this.world.me, members: this.world.members })) : this.world, id: m[1], query: url.searchParams, body: json, raw, reply: r, live, headers: q.headers });
      if (out === undefined) return; // answers by itself
      if (out === null) return this.problem(r, 404, 'not_found');
      if (Array.isArray(out)) return this.json(r, out[0], out[1]);
      return this.json(r, 200, out);
    }
    return this.problem(r, 404, 'not_found', 'There is nothing at this address.');
  }

  json(r, status, value) {
    if (value?.code && status >= 400) return this.problem(r, status, value.code, value.detail, value.errors);
    r.writeHead(status, { 'Content-Type': 'application/json' });
    r.end(value === undefined ? '' : JSON.stringify(value));
  }

  problem(r, status, code, detail = 'The fake refuses this.', errors = undefined) {
    r.writeHead(status, { 'Content-Type': 'application/problem+json' });
    r.end(JSON.stringify({ type: '/docs/errors/' + code, title: code.replaceAll('_', ' '), status, code, detail, request_id: 'req_06e8fake', errors }));
  }

  async page(r, path) {
    const asset = path.startsWith('/dashboard/assets/') ? path.replace('/dashboard/assets/', 'dashboard/') : path.startsWith('/dashboard') ? 'dashboard/index.html' : normalize(path).slice(1);
    try {
      const body = await readFile(join(dist, asset));
      r.writeHead(200, { 'Content-Type': types[extname(asset)] ?? 'application/octet-stream', 'Content-Security-Policy': policy });
      r.end(body);
    } catch {
      r.writeHead(404, { 'Content-Type': 'text/plain' });
      r.end('no such page');
    }
  }
}
