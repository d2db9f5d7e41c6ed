import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'rest';

const icons: Record<Tone, IconName> = { good: 'check', warn: 'alert', bad: 'x', info: 'activity', rest: 'circle' };

/** A state in a word: colour, icon and text say the same. */
export function Badge({ tone = 'rest', icon, children }: { tone?: Tone; icon?: IconName; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}><Icon name={icon ?? icons[tone]} />{children}</span>;
}
