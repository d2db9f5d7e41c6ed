import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quirksOf } from '../../src/diagnose/browser.js';
import { worst } from '../../src/diagnose/diagnose.js';
import { clock, roundTrip, type Sample } from '../../src/diagnose/server.js';
import { judge, wayOf } from '../../src/diagnose/ways.js';

const sample = (sent: number, took: number, ahead = 0): Sample => ({ sent, heard: sent + took, at: sent + took / 2 + ahead });

test('the clock is judged by the quickest request, to half of its time', () => {
  assert.deepEqual(clock([sample(0, 900, 5_000), sample(1_000, 40, 5_000), sample(2_000, 80, 5_000)]), { state: 'ok', offset_ms: 5_000, uncertainty_ms: 20 });
  assert.equal(clock([sample(0, 40, -61_000)]).state, 'warning');
  assert.deepEqual(clock([]), { state: 'unavailable', offset_ms: null, uncertainty_ms: null });
  assert.equal(clock([{ sent: 0, heard: 10, at: NaN }]).state, 'unavailable', 'nonsense is no time');
});

test('the round trip is the quickest; lost and slow requests are no failure, none at all is', () => {
  const four = [200, 30, 40, 50].map((ms, i) => sample(i * 1_000, ms));
  assert.deepEqual(roundTrip(four), { state: 'ok', round_trip_ms: 30 });
  assert.equal(roundTrip(four.slice(1)).state, 'warning');
  assert.equal(roundTrip(four.map((s) => sample(s.sent, 1_500))).state, 'warning');
  assert.deepEqual(roundTrip([]), { state: 'failed', round_trip_ms: null });
});

test('a relay’s address names its way', () => {
  assert.deepEqual(['turn:a:3478?transport=udp', 'turn:a:3478', 'turn:a:3478?transport=tcp', 'turns:a:443?transport=tcp', 'turns:a', 'turn:[::1]:3478?transport=tcp', 'stun:a'].map(wayOf),
    ['udp', 'udp', 'tcp', 'tls', 'tls', 'tcp', '']);
});

test('one open way is enough, without UDP it is a poor one, what was not tried says nothing', () => {
  assert.equal(judge(['ok', 'unavailable', 'unavailable']), 'ok');
  assert.equal(judge(['failed', 'ok', 'unavailable']), 'warning');
  assert.equal(judge(['unavailable', 'failed', 'ok']), 'ok');
  assert.equal(judge(['failed', 'failed', 'failed']), 'failed');
  assert.equal(judge(['unavailable', 'unavailable', 'unavailable']), 'unavailable');
  assert.equal(worst(['ok', 'unavailable', 'warning']), 'warning');
  assert.equal(worst(['unavailable', 'unavailable']), 'ok');
  assert.equal(worst(['warning', 'failed']), 'failed');
});

test('browsers with habits are known by their names', () => {
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Mobile Safari/537.36';
  assert.deepEqual(quirksOf(android, 'chrome_android'), []);
  assert.deepEqual(quirksOf(android.replace('Chrome/125', 'Chrome/99') , 'webview_android'), ['webview', 'old_browser']);
  assert.deepEqual(quirksOf('Mozilla/5.0 (iPhone; CPU iPhone OS 14_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS]', 'webview_ios'), ['webview', 'in_app_browser', 'old_browser']);
  assert.deepEqual(quirksOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.1 Safari/605.1.15', 'safari_mac'), ['old_browser']);
});
