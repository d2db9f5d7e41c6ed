// A network of its own for one browser: a namespace behind a pair of virtual
// interfaces, whose troubles are made with tc and iptables. Needs root.

import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { path as firefox } from '../../sdk/web/test/browser/firefox.mjs';

const exec = promisify(execFile);
const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there can be no such network here, or false. BASEKYC_REQUIRE_TOOLS=1 wants it, as CI does. */
export async function unable() {
  let why = process.getuid() === 0 ? '' : 'not root';
  for (const tool of ['ip', 'tc', 'iptables']) why ||= await exec(tool, ['-V']).then(() => '', () => `no ${tool} (Debian: iproute2, iptables)`);
  why ||= await access(chromium).then(() => '', () => 'no ' + chromium);
  if (!why) {
    const probe = 'bk-probe-' + process.pid;
    why = await exec('ip', ['netns', 'add', probe]).then(() => exec('ip', ['netns', 'del', probe])).then(() => '', () => 'no network namespaces allowed');
  }
  if (why && process.env.BASEKYC_REQUIRE_TOOLS === '1') throw new Error('no network of its own: ' + why);
  return why || false;
}

const ways = [['INPUT', '-i', 'eth0'], ['OUTPUT', '-o', 'eth0']]; // not loopback, over which Firefox is driven

export class Lane {
  static async open() {
    const l = new Lane();
    const n = 1 + process.pid % 250; // of this process: 10.231.n.0/24
    l.name = 'bk-' + process.pid;
    l.near = 'bkn' + process.pid; // our end of the pair; the other is eth0 in there
    l.server = `10.231.${n}.1`;
    l.detour = `10.231.${n}.9`; // where the detour listens
    l.customer = `10.231.${n}.2`;
    l.moved = `10.231.${n}.3`;
    await l.ip('netns', 'add', l.name);
    await l.ip('link', 'add', l.near, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', l.name);
    await l.ip('addr', 'add', l.server + '/24', 'dev', l.near);
    await l.ip('addr', 'add', l.detour + '/24', 'dev', l.near);
    await l.ip('link', 'set', l.near, 'up');
    await l.inside('sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6'); // its addresses come seconds later: a change of network that no test asked for
    await l.inside('ip', 'addr', 'add', l.customer + '/24', 'dev', 'eth0');
    await l.inside('ip', 'link', 'set', 'eth0', 'up');
    await l.inside('ip', 'link', 'set', 'lo', 'up');
    await l.inside('ip', 'route', 'add', 'default', 'via', l.server);
    l.folder = await mkdtemp(join(tmpdir(), 'basekyc-lane-'));
    l.browser = await l.#script('chromium', `ip netns exec ${l.name} ${chromium}`); // starts it in there
    l.firefox = await l.#script('firefox', `${process.execPath} ${inside} ${l.name} ${firefox}`);
    return l;
  }

  async #script(name, command) {
    const path = join(this.folder, name);
    await writeFile(path, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
    return path;
  }

  async close() {
    await this.#found();
    await this.ip('netns', 'del', this.name).catch(() => undefined);
    await this.ip('link', 'del', this.near).catch(() => undefined); // gone with its peer
    await rm(this.folder, { recursive: true, force: true });
  }

  ip(...args) {
    return exec('ip', args);
  }

  inside(...args) {
    return exec('ip', ['netns', 'exec', this.name, ...args]);
  }

  /** A port that is free at the server's address. */
  port() {
    return new Promise((found) => {
      const s = createServer().listen(0, this.server, () => {
        const { port } = s.address();
        s.close(() => found(port));
      });
    });
  }

  /** Takes all troubles away. */
  async heal() {
    await this.#found();
    await this.inside('iptables', '-F');
    await this.inside('tc', 'qdisc', 'del', 'dev', 'eth0', 'root').catch(() => undefined);
    await exec('tc', ['qdisc', 'del', 'dev', this.near, 'root']).catch(() => undefined);
  }

  /** Loses a part of the packets, 0 to 1, each way: both behind the wire, for who sends what OUTPUT drops is told so and sends again. */
  async lose(part) {
    const rule = ['-m', 'statistic', '--mode', 'random', '--probability', String(part), '-j', 'DROP'];
    await this.inside('iptables', '-A', 'INPUT', '-i', 'eth0', ...rule);
    await exec('iptables', ['-A', 'INPUT', '-i', this.near, ...rule]);
    this.losing = rule;
  }

  async #found() {
    if (this.losing) await exec('iptables', ['-D', 'INPUT', '-i', this.near, ...this.losing]);
    this.losing = undefined;
  }

  async cut() {
    for (const way of ways) await this.inside('iptables', '-A', ...way, '-j', 'DROP');
  }

  /** Bounds what the customer sends, or receives, to kbit/s with a queue of 300 ms. */
  async uplink(kbit) {
    await this.inside('tc', 'qdisc', 'add', 'dev', 'eth0', 'root', 'tbf', 'rate', kbit + 'kbit', 'burst', '4k', 'latency', '300ms');
  }

  async downlink(kbit) {
    await exec('tc', ['qdisc', 'add', 'dev', this.near, 'root', 'tbf', 'rate', kbit + 'kbit', 'burst', '4k', 'latency', '300ms']);
  }

  async blockUDP() {
    for (const way of ways) await this.inside('iptables', '-A', ...way, '-p', 'udp', '-j', 'DROP');
  }

  /** Lets TCP to one port through and nothing else. */
  async only(port) {
    await this.inside('iptables', '-A', 'OUTPUT', '-o', 'lo', '-j', 'ACCEPT');
    await this.inside('iptables', '-A', 'OUTPUT', '-p', 'tcp', '--dport', String(port), '-j', 'ACCEPT');
    await this.inside('iptables', '-A', 'OUTPUT', '-j', 'DROP');
  }

  /** Gives the customer another address, as a phone has that goes from Wi-Fi to mobile data. */
  async move() {
    await this.inside('ip', 'addr', 'add', this.moved + '/24', 'dev', 'eth0');
    await this.inside('ip', 'addr', 'del', this.customer + '/24', 'dev', 'eth0');
    await this.inside('ip', 'addr', 'replace', this.moved + '/24', 'dev', 'eth0');
    await this.inside('ip', 'route', 'replace', 'default', 'via', this.server);
    [this.customer, this.moved] = [this.moved, this.customer];
  }
}
