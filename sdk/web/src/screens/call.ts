// The call: the officer full-bleed, the own picture in a corner, and one panel
// with what to do now. The two videos stay in place whatever the panel is, so
// that sound and picture never stop.

import { isOver, type State } from '../state.js';
import { feed, h, setText, show, video } from './dom.js';
import { drag } from './drag.js';
import { icon } from './icons.js';
import { sign } from './signs.js';
import { caption } from './caption.js';
import { chat } from './chat.js';
import { documentPanel } from './document.js';
import { liveness } from './liveness.js';
import { reconnecting } from './reconnecting.js';
import { button, type Context, type Screen } from './screen.js';

type PanelName = 'caption' | 'liveness' | 'document' | 'reconnecting';
const panels: Record<PanelName, (c: Context, self: HTMLVideoElement) => Screen> = { caption, liveness, document: documentPanel, reconnecting };

export function call(c: Context): Screen {
  const { v, t } = c;
  const title = h('h1', { class: 'sr', tabindex: '-1' }, t.get('call.title'));
  const officer = h('div', { class: 'officer' });
  const remote = video('remote', false, t.get('call.title'));
  const self = video('self-video mirror', true, '');
  const tile = h('div', { class: 'self', tabindex: '0', role: 'group', 'aria-label': t.get('call.you') }, self, h('span', { class: 'muted-mark', hidden: true }, sign('mic_off')));
  const mute = h('button', { class: 'round-button', type: 'button', on: { click: () => v.call.mute(!v.state.muted) } });
  const hear = button(t.get('call.hear'), () => void play());
  const line = h('span', { class: 'line-is', hidden: true }, icon('wifi'), h('span', {}));
  const words = chat(c);
  const slot = h('div', { class: 'slot' });
  const empty = h('div', { class: 'empty' }, h('div', { class: 'spinner' }));
  const root = h('section', { class: 'call' }, title, remote, empty, h('div', { class: 'top-left' }, officer, line, h('div', { class: 'said-row' }, words.caption)), tile, slot, h('div', { class: 'controls' }, hear, mute, words.opener), words.sheet);
  const stopDrag = drag(tile, root);
  remote.addEventListener('playing', () => v.call.seen());
  let name: PanelName | '' = '';
  let panel: Screen | null = null;
  let mutedShown: boolean | null = null;
  let drawn = '';

  async function play(): Promise<void> {
    try {
      remote.muted = false;
      await remote.play();
      v.call.deaf(false);
    } catch (e) {
      if ((e as Error).name !== 'NotAllowedError') return; // a newer stream took its place
      remote.muted = true;
      void remote.play().catch(() => undefined);
      v.call.deaf(true);
    }
  }

  function update(s: State): void {
    if (!s.view || isOver(s.view)) return;
    const wanted = panelOf(s);
    if (wanted !== name) {
      panel?.close?.();
      if (wanted !== 'caption') words.close(); // one thing at a time
      name = wanted;
      root.dataset['panel'] = name;
      panel = panels[name](c, self);
      slot.replaceChildren(panel.root);
    }
    panel?.update?.(s);
    words.update(s);
    drawLine(s);
    drawOfficer(s);
    self.classList.toggle('wide', self.videoWidth > self.videoHeight);
    self.classList.toggle('mirror', v.call.facing === 'user' && name !== 'document');
    feed(self, s.live ? v.call.stream : null);
    if (remote.srcObject !== s.remote) {
      feed(remote, s.remote);
      if (s.remote) void play();
    }
    show(hear, s.deaf);
    show(empty, !s.remote || !s.officerSeen);
    if (mutedShown !== s.muted) {
      mutedShown = s.muted;
      mute.replaceChildren(sign(s.muted ? 'mic_off' : 'mic'), h('span', {}, t.get(s.muted ? 'call.unmute' : 'call.mute')));
      mute.setAttribute('aria-pressed', String(s.muted));
      show(tile.lastElementChild as HTMLElement, s.muted);
    }
  }

  /** How the line is: a sign while it is well, words when it is not. */
  function drawLine(s: State): void {
    show(line, !!s.quality);
    if (!s.quality || line.dataset['is'] === s.quality) return;
    line.dataset['is'] = s.quality;
    const says = t.get(`net.${s.quality}`);
    setText(line.lastElementChild!, says);
    if (s.quality === 'poor') c.say(says);
  }

  function drawOfficer(s: State): void {
    const o = s.view!.officer;
    const words = o ? t.get('call.with', { name: o.name }) : '';
    const third = s.supervisor === 'speaking' ? t.get('call.supervisor.speaks') : s.supervisor === 'absent' ? '' : t.get('call.supervisor.listens');
    if (drawn !== words + third) {
      drawn = words + third;
      officer.replaceChildren(h('span', {}, words), o?.simulated ? h('span', { class: 'pill' }, t.get('call.simulated')) : '', third ? h('span', { class: 'pill' }, third) : '');
      if (third) c.say(third);
    }
  }

  return {
    root,
    update,
    close() {
      stopDrag();
      panel?.close?.();
      feed(remote, null);
      feed(self, null);
    },
  };
}

/** What the call asks for now. A lost line comes before everything else. */
export function panelOf(s: State): PanelName {
  const i = s.view?.instruction;
  if (s.line !== 'open' || s.view?.status === 'interrupted') return s.line === 'connecting' ? 'caption' : 'reconnecting';
  if (i?.kind === 'document') return 'document';
  if (i?.kind === 'challenge' || i?.kind === 'look_ahead') return 'liveness';
  return 'caption';
}
