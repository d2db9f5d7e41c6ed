import type { View } from '../types/view.js';
import type { Texts, TextKey } from '../texts.js';
import { h } from './dom.js';

/** The steps on top; while the customer prepares or waits, the one that comes next. A failed one looks like a done one: the result is not the customer's page to tell. */
export function progressBar(v: View, t: Texts, preparing: boolean): HTMLElement {
  const at = Math.max(0, v.steps.findIndex((s) => s.progress === 'current'));
  const done = v.steps.every((s) => s.progress === 'done' || s.progress === 'failed');
  const n = done ? v.steps.length : at + 1;
  const step = v.steps[n - 1];
  const name = step ? t.get(`step.${step.id}` as TextKey) : '';
  const words = preparing ? t.get('progress.next', { step: name }) : t.get('progress', { n, of: v.steps.length, step: name });
  return h('div', { class: 'steps', role: 'img', 'aria-label': words },
    h('div', { class: 'segments' }, ...v.steps.map((s) => h('i', { class: s.progress === 'failed' ? 'done' : s.progress }))),
    h('span', { 'aria-hidden': 'true' }, words));
}
