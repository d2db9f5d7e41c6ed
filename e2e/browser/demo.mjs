// The real program under test: `basekyc demo` on free ports with a folder of its
// own, and the bank's backend, which talks to it with the secret key.

import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const binary = process.env.BASEKYC_BIN ?? fileURLToPath(new URL('../../bin/basekyc', import.meta.url));

/** Why the tests cannot run here, or false. BASEKYC_REQUIRE_MODELS=1 wants them all. */
export async function unable() {
  const models = process.env.BASEKYC_MODELS ?? join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME, '.cache'), 'basekyc/models');
  for (const [what, path] of [['binary (make build)', binary], ['models (make models)', join(models, 'feature.onnx')], ['browser', process.env.CHROMIUM ?? '/usr/bin/chromium']]) {
    const there = await access(path).then(() => true, () => false);
    if (there) continue;
    if (process.env.BASEKYC_REQUIRE_MODELS === '1') throw new Error(`no ${what} at ${path}`);
    return `no ${what}`;
  }
  return false;
}

export class Demo {
  events = []; // as the webhooks told them
  told = new EventEmitter().setMaxListeners(50);

  /** `args` replace those that say where it listens; `env` is more environment. */
  static async start({ args = ['--listen', '127.0.0.1:0', '--media-port', '0'], env = {} } = {}) {
    const d = new Demo();
    d.folder = await mkdtemp(join(tmpdir(), 'basekyc-browser-'));
    d.process = spawn(binary, ['demo', '--json', ...args, '--data', join(d.folder, 'data')], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    const [line] = await Promise.race([
      once(createInterface(d.process.stdout), 'line'),
      once(d.process, 'exit').then(([code]) => { throw new Error('the demo ended with ' + code); }),
    ]);
    Object.assign(d, JSON.parse(line)); // url, secret_key, …
    await d.#subscribe();
    return d;
  }

  async stop() {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    this.hooks.closeAllConnections();
    this.hooks.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Writes the simulated customer for a browser's fake camera. */
  async camera(as = 'genuine') {
    const file = join(this.folder, as + '.mjpeg');
    await promisify(execFile)(binary, ['simulate', 'camera', '--as', as, '--out', file]);
    return file;
  }

  /** A request of the bank's backend. */
  async ask(method, path, body) {
    const reply = await fetch(this.url + path, {
      method, headers: { Authorization: 'Bearer ' + this.secret_key, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  }

  /** A session for a customer; `name` may be one of the sandbox's magic names. */
  invite(name = 'Asha Rao', more = {}) {
    return this.ask('POST', '/v1/sessions', { customer: { name, mobile: '9800000002', email: 'asha@example.in' }, verification_type: 'full_kyc', ...more });
  }

  /** Resolves with the first event of one of the types of a session, as its webhook tells it; also one that has been told already. A number says which one in place of the first. */
  async event(session, ...types) {
    const nth = types.find((n) => typeof n === 'number') ?? 1;
    const signal = AbortSignal.timeout(120_000); // only so that a broken test names what did not come
    for (;;) {
      const found = this.events.filter((e) => e.session === session && types.includes(e.type))[nth - 1];
      if (found) return found;
      await once(this.told, 'event', { signal }).catch(() => { throw new Error(`never told: ${types}; told: ${this.events.map((e) => e.type)}`); });
    }
  }

  async #subscribe() {
    this.hooks = createServer(async (q, r) => {
      const parts = [];
      for await (const p of q) parts.push(p);
      r.end();
      const e = JSON.parse(Buffer.concat(parts));
      this.events.push({ ...e, session: e.data.session_id });
      this.told.emit('event');
    });
    this.hooks.listen(0, '127.0.0.1');
    await once(this.hooks, 'listening');
    await this.ask('POST', '/v1/webhook_endpoints', { url: `http://127.0.0.1:${this.hooks.address().port}/` });
  }
}
