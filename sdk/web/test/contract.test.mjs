// Holds the guide and the four wrappers against the types of the page: every event with every member and its type, every command, the version.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path) => readFileSync(new URL('../../../' + path, import.meta.url), 'utf8');
const page = read('sdk/web/src/types/events.ts');

/** Event -> member -> string, number, boolean, with a ? when it may be missing. Everything that is a name or a choice of words is a string. */
const events = Object.fromEntries([.../^ {2}(\w+): (?:\{(.*)\}|Record<string, never>);$/gm[Symbol.matchAll](/export interface EventMap \{([^]*?)\n\}/.exec(page)[1])]
  .map(([, name, members = '']) => [name, Object.fromEntries([...members.matchAll(/(\w+)(\??): ([^;]+)/g)]
    .map(([, member, maybe, type]) => [member, (['number', 'boolean'].includes(type.trim()) ? type.trim() : 'string') + maybe]))]));
const version = /contract = (\d+);/.exec(read('sdk/web/src/bridges.ts'))[1];
const commands = [...read('sdk/web/src/host.ts').matchAll(/case '(\w+)'/g)].map((m) => m[1]);

test('the page’s own types are understood here', () => {
  assert.equal(Object.keys(events).length, 17);
  assert.deepEqual(events.instruction, { kind: 'string', challenge: 'string?', document: 'string?', attempt: 'number?' });
  assert.deepEqual(events.destroyed, {});
  assert.deepEqual(commands, ['foreground', 'back', 'leave']);
});

/** What a decoder says: its lines `"event" … getter("member") …`. */
function decoded(source, line) {
  const kinds = { string: 'string', getString: 'string', int: 'number', integer: 'number', getInt: 'number', bool: 'boolean', boolean: 'boolean', getBoolean: 'boolean' };
  return Object.fromEntries([...source.matchAll(line)].map(([, name, rest]) => [name, Object.fromEntries([...rest.matchAll(/d\.(\w+?)(OrNull|OrNil)?\(["'](\w+)["']\)/g)]
    .map(([, getter, maybe, member]) => [member, (kinds[getter] ?? getter) + (maybe ? '?' : '')]))]));
}

const wrappers = {
  android: { at: 'sdk/android/basekyc/src/main/kotlin/io/basekyc/', events: 'Event.kt', screen: 'VerificationActivity.kt', line: /^ +"(\w+)" -> (.*)$/gm, version: /CONTRACT = (\d+)/ },
  ios: { at: 'sdk/ios/Sources/BaseKYC/', events: 'Event.swift', screen: 'VerificationViewController.swift', line: /^ +case "(\w+)": return (.*)$/gm, version: /contract = (\d+)/ },
  flutter: { at: 'sdk/flutter/lib/src/', events: 'event.dart', screen: 'verification.dart', line: /^ +'(\w+)' => (.*),$/gm, version: /contract = (\d+)/ },
  'react-native': { at: 'sdk/react-native/src/', events: 'events.ts', screen: 'Verification.tsx', version: /contract = (\d+)/ },
};

for (const [name, w] of Object.entries(wrappers)) {
  test(`${name}: events, commands and version are the page’s`, () => {
    const source = read(w.at + w.events), screen = read(w.at + w.screen);
    if (w.line) assert.deepEqual(decoded(source, w.line), events);
    else assert.equal(/export interface EventMap \{[^]*?\n\}/.exec(source)[0], /export interface EventMap \{[^]*?\n\}/.exec(page)[0]); // and type by type: check/contract.ts
    assert.equal(w.version.exec(source)[1], version);
    for (const c of commands) assert.match(screen, new RegExp(`["']${c}["']`), c);
    assert.match(screen, /postMessage\(\{ ?target: ?'basekyc', ?v: ?(\$|\\\()/);
  });
}

test('the guide’s tables name every event with its members, and every command', () => {
  const guide = read('docs/webview.md').replace(/^.*`type`.*$/gm, ''); // without the heads of the tables
  const rows = Object.fromEntries([...guide.matchAll(/^\| `(\w+)` \| ((?:`\w+\??`(?:, )?)+|nothing) \|/gm)].map(([, name, members]) => [name, [...members.matchAll(/`(\w+\??)`/g)].map((m) => m[1])]));
  assert.deepEqual(rows, Object.fromEntries(Object.entries(events).map(([name, members]) => [name, Object.entries(members).map(([m, t]) => m + (t.endsWith('?') ? '?' : ''))])));
  assert.deepEqual([...guide.split('## From the app to the page')[1].split('## Versions')[0].matchAll(/^\| `(\w+)` \|/gm)].map((m) => m[1]), commands);
  assert.match(guide, new RegExp('`v` is ' + version + '\\.'));
});
