import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

export type ButtonKind = 'main' | 'plain' | 'quiet' | 'danger';

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  small?: boolean;
  wide?: boolean;
  children?: ComponentChildren;
}

const look = ({ kind = 'plain', small, wide, children }: Look) =>
  ['button', kind, small && 'small', wide && 'wide', children === undefined && 'only'].filter(Boolean).join(' ');

type ButtonProps = Look & { busy?: boolean; label?: string; type?: 'button' | 'submit'; disabled?: boolean; pressed?: boolean; onClick?: (e: MouseEvent) => void; id?: string; title?: string };

/** A button; `busy` keeps its place and says so. `label` names one that is only an icon. */
export function Button({ busy, label, type = 'button', disabled, pressed, onClick, id, title, ...l }: ButtonProps) {
  return (
    <button id={id} type={type} class={look(l)} disabled={disabled || busy} aria-busy={busy || undefined} aria-pressed={pressed} aria-label={label} title={title ?? label} onClick={onClick}>
      {busy ? <Icon name="loader" class="spin" /> : l.icon && <Icon name={l.icon} />}
      {l.children}
    </button>
  );
}

/** A link that looks like a button; `out` opens beside the page. */
export function ButtonLink({ href, out, download, ...l }: Look & { href: string; out?: boolean; download?: string }) {
  return (
    <a href={href} class={look(l)} download={download} {...(out ? { target: '_blank', rel: 'noopener' } : {})}>
      {l.icon && <Icon name={l.icon} />}
      {l.children}
      {out && <Icon name="out" />}
    </a>
  );
}
