import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../../src/call/gauge.js';
import { Follower, ladder, qualityOf, rungFor } from '../../src/call/quality.js';

test('a thin line takes pictures first, then their size down to 160 x 120, and gives them back later than it took them', () => {
  assert.deepEqual([800e3, 200e3, 199e3, 101e3, 99e3, 51e3, 49e3, 10e3].map((r) => rungFor(r, 0)), [0, 0, 1, 1, 2, 2, 3, 3]);
  assert.deepEqual([0, 60e3, 74e3, 76e3, 149e3, 151e3, 299e3, 301e3].map((r) => rungFor(r, 3)), [3, 3, 3, 2, 2, 1, 1, 0]);
  assert.deepEqual(ladder.map((l) => [640 / l.scale, 480 / l.scale]), [[640, 480], [640, 480], [320, 240], [160, 120]]);
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
  assert.deepEqual([look(40e3), look(600e3), look(600e3), f.quality, f.rung], [false, false, false, 'good', 0]);
  assert.deepEqual([look(40e3), look(40e3), f.quality, f.rung], [false, true, 'poor', 3]);
});

test('statistics of browsers that have them, and of those that have not', () => {
  const chrome = [
    { type: 'candidate-pair', nominated: false, state: 'succeeded', availableOutgoingBitrate: 1 },
    { type: 'candidate-pair', nominated: true, state: 'succeeded', availableOutgoingBitrate: 412_000, currentRoundTripTime: 0.08 },
    { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.5 }, { type: 'remote-inbound-rtp', kind: 'video', fractionLost: 0.02 },
  ];
  assert.deepEqual(read(chrome), { rate: 412_000, loss: 0.02, rtt: 80, asked: undefined });
  assert.deepEqual(read([{ type: 'candidate-pair', nominated: true, state: 'succeeded' }]), { rate: 0, loss: 0, rtt: 0, asked: undefined });

  // Firefox: what its encoder was asked for between two looks, as far as it arrives, and its sound.
  const firefox = (bytes: number, at: number, loss: number) => read([
    { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.001 },
    { type: 'outbound-rtp', kind: 'audio', timestamp: at }, { type: 'outbound-rtp', kind: 'video', timestamp: at, totalEncodedBytesTarget: bytes },
    { type: 'remote-inbound-rtp', kind: 'video', fractionLost: loss, roundTripTime: 0.45 },
  ], { bytes: 100_000, at: 8_000 });
  assert.deepEqual(firefox(200_000, 10_000, 0), { rate: 450_000, loss: 0, rtt: 450, asked: { bytes: 200_000, at: 10_000 } });
  assert.equal(firefox(125_000, 10_000, 0.64).rate, 36_000, 'a line that is too full has no room for sound beside it');
  assert.equal(firefox(100_000, 10_000, 0).rate, 0, 'no picture is encoded: nothing is known');
});
