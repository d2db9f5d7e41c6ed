import { signal } from '@preact/signals';
import { Icon, type IconName } from './icon.js';

interface Toast {
  id: number;
  text: string;
  icon: IconName;
}

const shown = signal<Toast[]>([]);
let last = 0;
const limit = 3; // the oldest goes when a fourth comes
const stay = 4000; // ms

/** Says in passing that something was done. */
export function toast(text: string, icon: IconName = 'circle_check'): void {
  const t = { id: ++last, text, icon };
  shown.value = [...shown.value, t].slice(-limit);
  setTimeout(() => { shown.value = shown.value.filter((s) => s !== t); }, stay);
}

export function Toasts() {
  return <div class="toasts" role="status" aria-live="polite">{shown.value.map((t) => <div key={t.id} class="toast"><Icon name={t.icon} />{t.text}</div>)}</div>;
}
