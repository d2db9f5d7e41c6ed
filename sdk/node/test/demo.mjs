// The program under test: a demo on free ports with a folder of its own.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export async function startDemo() {
  const folder = await mkdtemp(join(tmpdir(), 'basekyc-node-'));
  let binary = process.env.BASEKYC_BIN;
  if (!binary) {
    binary = join(folder, 'basekyc');
    await promisify(execFile)('go', ['build', '-o', binary, './cmd/basekyc'], { cwd: fileURLToPath(new URL('../../..', import.meta.url)) });
  }
  const demo = spawn(binary, ['demo', '--json', '--listen', '127.0.0.1:0', '--media-port', '0', '--data', join(folder, 'data')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(createInterface(demo.stdout), 'line'),
    once(demo, 'exit').then(([code]) => { throw new Error('the demo ended with ' + code); }),
  ]);
  return {
    ...JSON.parse(line),
    async stop() {
      const ended = once(demo, 'exit');
      demo.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server on a free port; `answer` may be async. */
export async function serve(answer) {
  const { createServer } = await import('node:http');
  const server = createServer((q, r) => void Promise.resolve(answer(q, r)).catch((e) => r.writeHead(500).end(String(e))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() { server.closeAllConnections(); server.close(); },
  };
}

export async function bodyOf(request) {
  const parts = [];
  for await (const p of request) parts.push(p);
  return Buffer.concat(parts);
}
