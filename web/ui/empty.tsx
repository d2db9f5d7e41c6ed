import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';
import type { Tone } from './badge.js';

/** Nothing here: why, and what to do next. */
export function Empty({ icon, title, children, action, tight }: { icon: IconName; title: string; children?: ComponentChildren; action?: ComponentChildren; tight?: boolean }) {
  return (
    <div class={tight ? 'empty tight' : 'empty'}>
      <Icon name={icon} />
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div class="row">{action}</div>}
    </div>
  );
}

const icons: Record<Exclude<Tone, 'rest'>, IconName> = { good: 'circle_check', warn: 'alert', bad: 'circle_alert', info: 'circle_alert' };

/** A line that must be read. */
export function Notice({ tone = 'info', children, action }: { tone?: Exclude<Tone, 'rest'>; children: ComponentChildren; action?: ComponentChildren }) {
  return <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'note'}><Icon name={icons[tone]} /><div>{children}</div>{action}</div>;
}
