import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../../src/call/gauge.js';
import { Follower, ladder, qualityOf, rungFor } from '../../src/call/quality.js';

test('a thin line shrinks the picture to 160 x 120 and lets it grow again later than it shrank', () => {
  assert.deepEqual([800e3, 200e3, 169e3, 80e3, 74e3, 10e3].map((r) => rungFor(r, 0)), [0, 0, 1, 1, 2, 2]);
  assert.deepEqual([0, 80e3, 110e3, 121e3, 271e3, 273e3].map((r) => rungFor(r, 2)), [2, 2, 2, 1, 1, 0]);
  assert.deepEqual(ladder.map((l) => [640 / l.scale, 480 / l.scale]), [[640, 480], [320, 240], [160, 120]]);
});

test('a line is judged by its rate, its losses and its time, and not at all where the browser says nothing', () => {
  assert.equal(qualityOf({ rate: 0, loss: 0, rtt: 0 }), '');
  assert.equal(qualityOf({ rate: 0, loss: 0, rtt: 60 }), 'good');
  assert.equal(qualityOf({ rate: 600e3, loss: 0.01, rtt: 60 }), 'good');
  assert.equal(qualityOf({ rate: 600e3, loss: 0.05, rtt: 60 }), 'fair');
  assert.equal(qualityOf({ rate: 200e3, loss: 0, rtt: 60 }), 'fair');
  assert.equal(qualityOf({ rate: 100e3, loss: 0, rtt: 60 }), 'poor');
  assert.equal(qualityOf({ rate: 600e3, loss: 0.2, rtt: 60 }), 'poor');
  assert.equal(qualityOf({ rate: 600e3, loss: 0, rtt: 1500 }), 'poor');
});

test('one odd look changes nothing', () => {
  const f = new Follower();
  const look = (rate: number) => f.look({ rate, loss: 0, rtt: 50 });
  assert.deepEqual([look(600e3), look(600e3), f.quality, f.rung], [false, true, 'good', 0]);
  assert.deepEqual([look(50e3), look(600e3), look(600e3), f.quality, f.rung], [false, false, false, 'good', 0]);
  assert.deepEqual([look(50e3), look(50e3), f.quality, f.rung], [false, true, 'poor', 2]);
});

test('statistics of browsers that have them, and of those that have not', () => {
  const chrome = [
    { type: 'candidate-pair', nominated: false, state: 'succeeded', availableOutgoingBitrate: 1 },
    { type: 'candidate-pair', nominated: true, state: 'succeeded', availableOutgoingBitrate: 412_000, currentRoundTripTime: 0.08 },
    { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.5 }, { type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.02 },
  ];
  assert.deepEqual(read(chrome), { rate: 412_000, loss: 0.02, rtt: 80 });
  assert.deepEqual(read([{ type: 'candidate-pair', nominated: true, state: 'succeeded' }]), { rate: 0, loss: 0, rtt: 0 });
});
