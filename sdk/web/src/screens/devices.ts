// Camera and microphone: asks, shows that they work, and when they do not says
// the way back for exactly this browser.

import { bridged } from '../bridges.js';
import { Meter } from '../call/meter.js';
import { dim } from '../call/picture.js';
import { placeOf } from '../call/recovery.js';
import { inCall, type State } from '../state.js';
import type { TextKey } from '../texts.js';
import { feed, h, setText, show, video } from './dom.js';
import { sign } from './signs.js';
import { busy, button, heading, note, page, type Context, type Screen } from './screen.js';

const heard = 0.35; // of the meter's scale; ordinary speech at arm's length passes it

export function devices({ v, t, say }: Context): Screen {
  const title = heading(t.get('devices.title'));
  const lead = h('p', { class: 'lead' }, t.get('devices.lead'));
  const picture = video('mirror', true, t.get('devices.title'));
  const off = h('div', { class: 'off' }, sign('camera_off'), h('span', {}, t.get('devices.off')));
  const meter = levelMeter(t.get('devices.level'));
  const words = h('span', { class: 'small' }, t.get('devices.level.quiet'));
  const sound = h('div', { class: 'sound' }, sign('mic'), meter.root, words);
  const dark = note('warn');
  setText(dark, t.get('hint.too_dark'));
  const place = h('p', { class: 'small', hidden: true }, t.get('devices.position'));
  const help = h('ol', { class: 'list' });
  const preview = h('div', { class: 'preview' }, picture, off);
  let ear: Meter | null = null;
  let asking = false;
  let allowed = false; // in the settings, while the answer to an earlier question was on its way

  const ask = async () => {
    if (asking) return;
    asking = true;
    allowed = false;
    draw(v.state);
    const on = await v.call.openCamera();
    asking = false;
    draw(v.state);
    if (on) join.focus({ preventScroll: true });
    else if (allowed) void ask();
  };
  const turnOn = button(t.get('devices.turn_on'), () => void ask());
  const join = button(t.get('devices.join'), () => v.enqueue());

  function draw(s: State): void {
    const trouble = s.trouble;
    setText(title, trouble ? t.get(`trouble.${trouble}.title` as TextKey) : t.get('devices.title'));
    setText(lead, trouble ? t.get(`trouble.${trouble}.text` as TextKey) : t.get(s.live ? 'devices.good' : 'devices.lead'));
    const steps = trouble === 'camera_denied' ? wayBack(t) : [];
    if (help.childElementCount !== steps.length) {
      help.replaceChildren(...steps.map((x, i) => h('li', {}, h('span', { class: 'number', 'aria-hidden': 'true' }, t.number(i + 1)), h('span', {}, x))));
    }
    if (trouble) say(title.textContent + '. ' + lead.textContent);
    show(help, steps.length > 0);
    show(preview, !trouble);
    show(sound, s.live);
    show(off, !s.live);
    if (!s.live) show(dark, false);
    show(place, !s.live && !trouble && !!s.view?.asks_position);
    show(turnOn, !s.live);
    show(join, s.live);
    setText(turnOn, asking ? t.get('devices.asking') : t.get(trouble ? 'try_again' : 'devices.turn_on'));
    busy(turnOn, asking);
    setText(join, t.get(s.view && inCall(s.view) ? 'devices.return' : 'devices.join'));
    feed(picture, s.live ? v.call.stream : null);
    if (s.live && !ear && v.call.stream) ear = new Meter(v.call.stream, (l) => {
      meter.set(l);
      if (l > heard) setText(words, t.get('devices.level.heard'));
    });
  }

  const glances = setInterval(() => show(dark, v.state.live && dim(picture)), 1_000);
  const watch = watchPermission(() => {
    allowed = asking;
    if (v.state.trouble === 'camera_denied') void ask();
  });
  return {
    root: page([title, lead, help, preview, dark, sound, place], [turnOn, join]),
    update: draw,
    close() {
      watch.abort();
      clearInterval(glances);
      ear?.close();
      feed(picture, null);
    },
  };
}

function levelMeter(label: string): { root: HTMLElement; set(l: number): void } {
  const root = h('div', { class: 'level', role: 'meter', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' }, h('div', { class: 'level-fill' }));
  return {
    root,
    set(l) {
      root.style.setProperty('--part', l.toFixed(3));
      root.setAttribute('aria-valuenow', String(Math.round(l * 100)));
    },
  };
}

function wayBack(t: Context['t']): string[] {
  return t.list('recover.' + placeOf(navigator.userAgent, navigator.maxTouchPoints > 1, bridged()));
}

/** Calls back when the customer allowed the camera in the settings. Browsers that cannot tell leave the button. */
function watchPermission(allowed: () => void): AbortController {
  const end = new AbortController();
  void navigator.permissions?.query({ name: 'camera' as PermissionName }).then((p) => {
    p.addEventListener('change', () => p.state === 'granted' && allowed(), { signal: end.signal });
  }).catch(() => undefined);
  return end;
}
