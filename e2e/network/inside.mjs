// Starts Firefox in a network namespace and stays outside as its door: it is
// driven over a socket, of which the loopback interface in there knows alone.
// usage: node inside.mjs NAMESPACE FIREFOX ARGUMENTS...

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [namespace, ...command] = process.argv.slice(2);
const start = (args, stdio) => spawn('ip', ['netns', 'exec', namespace, ...args], { stdio });

const browser = start(command, ['ignore', 'inherit', 'pipe']);
browser.on('exit', (code) => process.exit(code ?? 1));
createInterface(browser.stderr).on('line', (line) => {
  const port = /WebDriver BiDi listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  if (!port) return console.error(line);
  createServer((outer) => {
    const inner = start([process.execPath, '-e', `const s = require('net').connect(${port}, '127.0.0.1'); process.stdin.pipe(s).pipe(process.stdout)`], ['pipe', 'pipe', 'inherit']);
    outer.pipe(inner.stdin);
    inner.stdout.pipe(outer);
    for (const s of [outer, inner.stdin]) s.on('error', () => inner.kill());
    inner.on('exit', () => outer.destroy());
  }).listen(port, '127.0.0.1', () => console.error(line)); // of the same number: the browser looks at what it is called
});
