// A document to photograph: frame over the own picture, the photo to judge, its
// way to the server. Own picture and button only; the officer stays audible.

import { hintFor, type Hint } from '../call/picture.js';
import { draw as drawPicture, sideOf } from '../call/still.js';
import type { State } from '../state.js';
import type { Instruction } from '../types/view.js';
import type { TextKey } from '../texts.js';
import { feedbackKey } from './feedback.js';
import { h, setText, show } from './dom.js';
import { sign } from './signs.js';
import { busy, button, type Context, type Screen } from './screen.js';

type Stage = 'aim' | 'taking' | 'check' | 'sending' | 'sent';

const glance = 400; // ms between two looks at the picture for a hint

export function documentPanel({ v, t, say }: Context, self: HTMLVideoElement): Screen {
  const title = h('strong', { class: 'word' });
  const how = h('p', { class: 'how', role: 'status' });
  const frame = h('div', { class: 'frame' }, h('i', {}), h('i', {}), h('i', {}), h('i', {}));
  const photo = h('div', { class: 'photo' });
  const bar = h('div', { class: 'bar-fill' });
  const progress = h('div', { class: 'progress', role: 'progressbar', 'aria-label': t.get('document.sending') }, bar);
  const take = h('button', { class: 'shutter', type: 'button', 'aria-label': t.get('document.take'), on: { click: () => void shoot() } });
  const turn = h('button', { class: 'round-button', type: 'button', 'aria-label': t.get('document.turn'), on: { click: () => void v.call.turn() } }, sign('turn'), h('span', {}, t.get('document.turn')));
  const light = h('button', { class: 'round-button lamp', type: 'button', 'aria-label': t.get('document.light'), on: { click: () => void v.call.shine(!v.state.shining) } }, sign('lamp'));
  const use = button(t.get('document.use'), send);
  const retake = button(t.get('document.retake'), () => to('aim'), 'quiet');
  const root = h('div', { class: 'document' },
    h('div', { class: 'document-head' }, title, how), frame, photo,
    h('div', { class: 'document-foot' }, h('div', { class: 'shoot' }, h('div', {}, light), take, turn), h('div', { class: 'choice' }, progress, use, retake)));
  let stage: Stage = 'aim';
  let asked: Instruction | null = null;
  let shot: Blob | null = null;
  let over = false;
  let trouble = '';

  function to(next: Stage, words = ''): void {
    stage = next;
    trouble = words;
    if (next === 'aim') shot = null;
    draw();
    const focus = { aim: take, taking: null, check: use, sending: null, sent: null }[next];
    focus?.focus({ preventScroll: true });
    say(title.textContent + '. ' + how.textContent);
  }

  function draw(hint: Hint = ''): void {
    root.dataset['stage'] = stage;
    const document = t.get(`document.${asked?.document ?? 'pan'}` as TextKey);
    const side = asked?.side === 'back' ? 'document.back' : 'document.front';
    const bad = feedbackKey(asked?.feedback, 'document');
    const words: Record<Stage, [string, string]> = {
      aim: [t.get(side, { document }), trouble || (hint ? t.get(`document.${hint}`) : bad ? t.get(bad) : t.get('document.how'))],
      taking: [t.get(side, { document }), t.get('document.taking')],
      check: [t.get('document.check'), trouble || t.get('document.check.how')],
      sending: [t.get('document.sending'), ''],
      sent: [t.get('document.sent'), t.get('document.sent.how')],
    };
    setText(title, words[stage][0]);
    setText(how, words[stage][1]);
    how.classList.toggle('attention', !!trouble || (stage === 'aim' && !!(hint || bad)));
    const shows = (el: HTMLElement, ...at: Stage[]) => show(el, at.includes(stage));
    shows(frame, 'aim', 'taking');
    shows(take.parentElement!, 'aim', 'taking');
    shows(photo, 'check', 'sending', 'sent');
    shows(use, 'check');
    shows(retake, 'check');
    shows(progress, 'sending');
    busy(take as HTMLButtonElement, stage === 'taking');
  }

  async function shoot(): Promise<void> {
    if (stage !== 'aim' || v.state.turning) return;
    to('taking');
    try {
      shot = await v.call.photograph();
      const hint = await look(shot);
      if (over) return;
      to('check', hint ? t.get(`document.maybe.${hint}`) : '');
    } catch {
      if (!over) to('aim', t.get('document.failed'));
    }
  }

  function send(): void {
    if (stage === 'check' && shot) void v.call.send(shot);
  }

  /** The photo is on its way, is there, or was not taken: also one that was taken before the connection was lost. */
  function follow(s: State): void {
    const side = sideOf(asked!);
    if (s.sent === asked!.id) return void (stage === 'sent' || to('sent'));
    if (s.sending?.side === side) {
      const kept = shot ? null : v.call.shotFor(asked!);
      if (kept) void restore(kept);
      bar.style.setProperty('--part', s.sending.part.toFixed(3));
      progress.setAttribute('aria-valuenow', String(Math.round(s.sending.part * 100)));
      if (stage !== 'sending') to('sending');
    } else if (s.unsent?.side === side && stage === 'sending') {
      const key = `document.error.${s.unsent.code}`;
      to('check', t.get(t.has(key) ? key : 'document.error.other'));
    }
  }

  /** Shows a photo that was taken before the panel was there. */
  async function restore(picture: Blob): Promise<void> {
    shot = picture;
    await look(picture).catch(() => undefined);
  }

  async function look(picture: Blob): Promise<Hint> {
    const bitmap = await createImageBitmap(picture);
    const width = Math.min(bitmap.width, 1280); // sharp enough to judge, small enough for a phone
    if (!over) photo.replaceChildren(drawPicture(bitmap, width, Math.round((bitmap.height * width) / bitmap.width)));
    const hint = hintFor(bitmap);
    bitmap.close();
    return hint;
  }

  const timer = setInterval(() => stage === 'aim' && !over && draw(hintFor(self)), glance);
  return {
    root,
    update(s) {
      const i = s.view!.instruction!;
      show(turn, s.cameras);
      busy(turn, s.turning);
      show(light, s.lamp);
      light.setAttribute('aria-pressed', String(s.shining));
      if (i.id !== asked?.id) {
        asked = i;
        photo.replaceChildren();
        shot = null;
        if (s.sent !== i.id && s.sending?.side !== sideOf(i)) to('aim');
      }
      follow(s);
    },
    close() {
      over = true;
      clearInterval(timer);
    },
  };
}
