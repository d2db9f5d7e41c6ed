import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Tone } from './badge.js';
import { Icon, type IconName } from './icon.js';

export interface Moment {
  id: string;
  icon: IconName;
  tone: Tone;
  what: ComponentChildren;
  type: string;
  when: ComponentChildren;
  more: () => ComponentChildren; // rendered when it is opened
}

/** What happened, in order; each opens to its details. */
export function Timeline({ moments }: { moments: Moment[] }) {
  return <ol class="timeline">{moments.map((m) => <Item key={m.id} m={m} />)}</ol>;
}

function Item({ m }: { m: Moment }) {
  const [open, set] = useState(false);
  return (
    <li class={m.tone}>
      <span class="dot"><Icon name={m.icon} /></span>
      <details onToggle={(e) => set(e.currentTarget.open)}>
        <summary><span class="what">{m.what}</span>{m.when}<span class="type">{m.type}</span></summary>
        {open && <div class="opened">{m.more()}</div>}
      </details>
    </li>
  );
}
