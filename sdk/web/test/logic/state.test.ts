import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reporter } from '../../src/report.js';
import { panelOf } from '../../src/screens/call.js';
import { clock } from '../../src/screens/reconnecting.js';
import { blank, screenOf, Store, type State } from '../../src/state.js';
import { Texts } from '../../src/texts.js';
import type { Instruction, Status, View } from '../../src/types/view.js';
import { view } from './view.js';

const agreed: View['steps'] = [{ id: 'consent', progress: 'done' }, { id: 'liveness', progress: 'current' }];
const all: State['there'] = ['room', 'call'];
const at = (v: View | null, part: Partial<State> = {}) => screenOf({ ...blank, there: all, view: v, ...part });

test('the server’s view decides the screen', () => {
  assert.equal(at(null), 'opening');
  assert.equal(at(view()), 'welcome');
  assert.equal(at(view(), { welcomed: true }), 'consent');
  assert.equal(at(view({ steps: agreed })), 'devices');
  assert.equal(at(view({ steps: agreed, again: ['document'] })), 'welcome', 'an auditor asked for another call: the customer reads what for');
  assert.equal(at(view({ steps: agreed, again: ['document'] }), { welcomed: true }), 'devices');
  assert.equal(at(view({ steps: agreed }), { ready: true }), 'waiting');
  assert.equal(at(view({ status: 'waiting' })), 'waiting');
  assert.equal(at(view({ status: 'scheduled' })), 'scheduled');
  assert.equal(at(view({ status: 'in_progress' })), 'call');
  assert.equal(at(view({ status: 'interrupted' })), 'call');
});

test('a missing camera comes before queue and call, never before the end', () => {
  const trouble = { trouble: 'camera_denied' } as const;
  assert.equal(at(view({ steps: agreed }), { ready: true, ...trouble }), 'devices');
  assert.equal(at(view({ status: 'waiting' }), trouble), 'devices');
  assert.equal(at(view({ status: 'in_progress' }), trouble), 'devices');
  assert.equal(at(view({ status: 'decided' }), trouble), 'end');
});

test('every end has the same door, even after a problem', () => {
  for (const status of ['decided', 'in_audit', 'completed', 'rejected', 'expired', 'canceled', 'failed', 'recapture_required'] as Status[]) {
    assert.equal(at(view({ status }), { problem: 'connection_lost' }), 'end', status);
  }
  assert.equal(at(view({ status: 'in_progress' }), { problem: 'connection_lost' }), 'problem');
  assert.equal(at(null, { problem: 'link_used' }), 'problem');
});

test('a screen whose part is on its way is waited for in sight; one that did not come is a problem, the end too', () => {
  assert.equal(at(view(), { there: [] }), 'welcome', 'the first needs none');
  assert.equal(at(view(), { there: [], welcomed: true }), 'opening');
  assert.equal(at(view({ status: 'in_progress' }), { there: ['room'] }), 'opening');
  assert.equal(at(view({ status: 'in_progress' }), { there: ['call'] }), 'opening');
  assert.equal(at(view({ status: 'completed' }), { there: [] }), 'opening');
  assert.equal(at(view({ status: 'completed' }), { there: [], problem: 'network_error' }), 'problem');
});

test('the panel of the call follows the instruction, a lost line before all', () => {
  const ins = (kind: Instruction['kind']): View => view({ status: 'in_progress', instruction: { id: 'ins_1', kind, asked_at: '' } });
  const panel = (v: View, part: Partial<State> = {}) => panelOf({ ...blank, there: all, line: 'open', view: v, ...part });
  assert.equal(panel(view({ status: 'in_progress' })), 'caption');
  assert.equal(panel(ins('hold')), 'caption');
  assert.equal(panel(ins('challenge')), 'liveness');
  assert.equal(panel(ins('look_ahead')), 'liveness');
  assert.equal(panel(ins('document')), 'document');
  assert.equal(panel(ins('document'), { line: 'reconnecting' }), 'reconnecting');
  assert.equal(panel({ ...ins('document'), status: 'interrupted' }), 'reconnecting');
});

test('the store tells of a task’s changes once, and of no change not at all', async () => {
  const told: State[] = [];
  const store = new Store((s) => told.push(s));
  store.set({ ready: true });
  store.set({ live: true });
  await Promise.resolve();
  assert.equal(told.length, 1);
  assert.deepEqual([told[0]!.ready, told[0]!.live], [true, true]);
  store.set({ live: true });
  await Promise.resolve();
  assert.equal(told.length, 1);
});

test('events tell what changed, once, and never the customer’s name', () => {
  const told: [string, unknown][] = [];
  const r = new Reporter((type, data) => told.push([type, data]));
  r.report({ ...blank, there: all, view: view() });
  assert.deepEqual(told.map(([t]) => t), ['opened', 'status', 'screen']);
  r.report({ ...blank, there: all, view: view() });
  const before = told.length;
  r.report({ ...blank, there: all, line: 'open', view: view({ version: 2, status: 'in_progress', steps: agreed, instruction: { id: 'ins_1', kind: 'challenge', challenge: 'smile', asked_at: '' } }) });
  assert.deepEqual(told.slice(before).map(([t]) => t), ['status', 'step', 'step', 'instruction', 'connection', 'screen']);
  r.report({ ...blank, there: all, line: 'open', view: view({ version: 3, status: 'rejected', steps: agreed }) });
  assert.deepEqual(told.at(-2), ['finished', { session_id: 'vs_1', status: 'rejected' }]);
  assert.doesNotMatch(JSON.stringify(told), /Asha/);
});

test('seconds are shown as a clock', () => {
  assert.deepEqual([0, 9, 60, 119].map((n) => clock(new Texts({}), n)), ['0:00', '0:09', '1:00', '1:59']);
  assert.equal(clock(new Texts({ language: 'bn' }), 69), '১:০৯');
});
