import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cameraCode } from '../../src/call/camera.js';
import { ServerClock } from '../../src/call/clock.js';
import { loudness } from '../../src/call/meter.js';
import { judge, sharpness } from '../../src/call/picture.js';
import { defaultPolicy as policy, patience } from '../../src/call/reconnect.js';
import { placeOf } from '../../src/call/recovery.js';
import { preferring, twice } from '../../src/call/twice.js';

test('reconnecting backs off from 0.5 s to 5 s', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map((n) => policy.delay(n)), [500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test('attempts through a cut link are short, every third one waits for a slow link', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 13, 14].map(patience), [10_000, 1_000, 1_000, 3_000, 1_000, 1_000, 5_000, 1_000, 3_000, 3_000]);
});

test('close codes say whether to come back', () => {
  assert.equal(policy.after(4409), 'stop_replaced');
  assert.equal(policy.after(4410), 'stop_ended');
  assert.equal(policy.after(4403), 'stop_refused');
  assert.equal(policy.after(4401), 'renew');
  for (const code of [1000, 1001, 1006, 1012, 1013, 4400, 4408]) assert.equal(policy.after(code), 'again', String(code));
});

test('reconnecting ends with the grace period, or with the longest there is', () => {
  assert.equal(policy.over(1_000, 0, 90_000), false);
  assert.equal(policy.over(90_000, 0, 90_000), true);
  assert.equal(policy.over(119_999, 0, 0), false);
  assert.equal(policy.over(120_000, 0, 0), true);
});

test('the server’s clock is learned half-way of a ping', () => {
  const c = new ServerClock();
  const now = Date.now();
  c.learn(now - 200, new Date(now + 60_000 - 100).toISOString(), now);
  const ahead = () => {
    const before = Date.now(), told = c.now(), after = Date.now();
    return before + 60_000 <= told && told <= after + 60_000;
  };
  assert.ok(ahead());
  c.learn(now, 'nonsense', now);
  assert.ok(ahead(), 'nonsense teaches nothing');
});

test('camera failures have codes', () => {
  assert.equal(cameraCode('NotAllowedError'), 'camera_denied');
  assert.equal(cameraCode('NotFoundError'), 'camera_missing');
  assert.equal(cameraCode('NotReadableError'), 'camera_busy');
  assert.equal(cameraCode('TypeError'), 'camera_unsupported');
});

test('the way back from a denied permission knows the place', () => {
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Mobile Safari/537.36';
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';
  assert.equal(placeOf(android, true), 'chrome_android');
  assert.equal(placeOf(android.replace('Pixel 8)', 'Pixel 8; wv)'), true), 'webview_android');
  assert.equal(placeOf(android, true, true), 'webview_android');
  assert.equal(placeOf(android.replace('Chrome/', 'SamsungBrowser/25.0 Chrome/'), true), 'samsung_android');
  assert.equal(placeOf('Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0', true), 'firefox_android');
  assert.equal(placeOf(iphone + ' Version/17.5 Mobile/15E148 Safari/604.1', true), 'safari_ios');
  assert.equal(placeOf(iphone + ' Mobile/15E148', true), 'webview_ios');
  assert.equal(placeOf(iphone + ' CriOS/125.0 Mobile/15E148 Safari/604.1', true), 'chrome_ios');
  assert.equal(placeOf(mac, true), 'safari_ios', 'an iPad says that it is a Mac');
  assert.equal(placeOf(mac, false), 'safari_mac');
  assert.equal(placeOf('Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0', false), 'firefox');
  assert.equal(placeOf('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36', false), 'chrome');
  assert.equal(placeOf('curl/8', false), 'other');
});

test('silence is 0, speech near the microphone 1', () => {
  assert.equal(loudness(new Float32Array(64)), 0);
  assert.equal(loudness(new Float32Array(64).fill(0.4)), 1);
  assert.ok(loudness(new Float32Array(64).fill(0.01)) < 0.5);
});

test('a dark, a blown and a blurred picture are told from a good one', () => {
  const w = 40, h = 30;
  const of = (f: (x: number, y: number) => number) => Uint8Array.from({ length: w * h }, (_, i) => f(i % w, Math.floor(i / w)));
  assert.equal(judge(of(() => 20), w, h), 'too_dark');
  assert.equal(judge(of((x) => (x < 10 ? 255 : 120)), w, h), 'glare');
  assert.equal(judge(of((x) => 100 + x), w, h), 'blurred');
  assert.equal(judge(of((x, y) => ((x + y) % 2 ? 60 : 200)), w, h), '');
  assert.equal(sharpness(of(() => 90), w, h), 0);
});

test('sound is said twice while some is lost, but not into a full queue', () => {
  for (const [now, loss, late, want] of [
    [false, 0, 0, false], [false, 0.01, 0, false], [false, 0.02, 0, true], [true, 0.01, 0, true], [true, 0.001, 0, false], [true, 0.1, 0.2, false],
  ] as const) assert.equal(twice(now, loss, late), want, JSON.stringify([now, loss, late]));
});

test('an answer is turned to RED and back', () => {
  const answer = 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n';
  const red = preferring(answer, true);
  assert.match(red, /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 63 111\r$/m);
  assert.match(red, /SAVPF 96 97\r$/m);
  assert.equal(preferring(red, false), answer);
  const opus = answer.replace(/^a=rtpmap:63.*\r\n/m, '');
  assert.equal(preferring(opus, true), opus);
});
