// Firefox as Debian ships it, by WebDriver BiDi: with a camera that may be used,
// or one that was denied, and what its camera shows.

import { access, readFile } from 'node:fs/promises';
import { firefox } from 'playwright-core';

export const path = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

const films = new WeakMap(); // what the camera of a browser shows, where it is not Firefox's own test picture

/** A browser; `allowed` answers the permission prompt, `film` is a file that its camera plays, `executablePath` may be a script that starts it elsewhere. */
export async function launch(allowed = true, { film = '', executablePath = path } = {}) {
  const browser = await firefox.launch({
    channel: 'moz-firefox', executablePath,
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': allowed,
      ...(allowed ? {} : { 'permissions.default.camera': 2, 'permissions.default.microphone': 2 }),
      'media.peerconnection.ice.loopback': true, // the server of a test is on this machine
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
    },
  });
  if (film) films.set(browser, film);
  return browser;
}

const rate = 15; // pictures a second: every other one of a film

/**
 * Has a page's camera show the film of its browser, if there is one: the pictures in a row that `basekyc simulate camera`
 * writes, 30 a second. Firefox takes none itself. The sound stays Firefox's own.
 */
export async function show(browser, page) {
  if (!films.has(browser)) return;
  const all = await readFile(films.get(browser));
  const starts = [];
  for (let at = all.indexOf(start); at >= 0; at = all.indexOf(start, at + 1)) starts.push(at);
  const film = Buffer.concat(starts.map((s, i) => all.subarray(s, starts[i + 1])).filter((_, i) => i % 2 === 0));
  await page.route('**/film.of.camera', (r) => r.fulfill({ body: film, contentType: 'application/octet-stream' }));
  await page.addInitScript(play, rate);
}

const start = Buffer.from([0xff, 0xd8, 0xff]); // of a JPEG

/** Runs in the page from its first moment: it goes on asking the browser for a camera, and exchanges only what that one shows. */
function play(rate) {
  let film;
  const load = async () => {
    const b = new Uint8Array(await (await fetch('/film.of.camera')).arrayBuffer());
    const starts = [];
    for (let i = 0; i + 2 < b.length; i++) if (b[i] === 0xff && b[i + 1] === 0xd8 && b[i + 2] === 0xff) starts.push(i);
    return starts.map((s, i) => new Blob([b.subarray(s, starts[i + 1] ?? b.length)], { type: 'image/jpeg' }));
  };
  if (!navigator.mediaDevices) return; // about:blank
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const real = await ask(wanted);
    const [own] = real.getVideoTracks();
    if (!own) return real;
    film ??= load();
    const pictures = await film;
    const canvas = document.createElement('canvas');
    const on = canvas.getContext('2d');
    const draw = async () => {
      const b = await createImageBitmap(pictures[Math.floor(performance.now() / 1000 * rate) % pictures.length]);
      if (canvas.width !== b.width) [canvas.width, canvas.height] = [b.width, b.height];
      on.drawImage(b, 0, 0);
      b.close();
    };
    await draw();
    const [track] = canvas.captureStream(rate).getVideoTracks();
    const timer = setInterval(() => {
      if (track.readyState === 'live') return void draw();
      clearInterval(timer);
      own.stop();
    }, 1000 / rate);
    return new MediaStream([track, ...real.getAudioTracks()]);
  };
}

/** Why there is no Firefox here, or false. BASEKYC_REQUIRE_TOOLS=1 wants it, as CI does. */
export async function unable() {
  const there = await access(path).then(() => true, () => false);
  if (!there && process.env.BASEKYC_REQUIRE_TOOLS === '1') throw new Error('no Firefox at ' + path);
  return there ? false : `no ${path} (Debian: firefox-esr)`;
}
