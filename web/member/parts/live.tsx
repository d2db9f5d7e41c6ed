import { liveness } from '../state/feed.js';

const texts = { live: 'Up to date', polling: 'Checked every few seconds', connecting: 'Connecting…', off: '' } as const;

/** Whether what is shown follows what happens. */
export function Live() {
  const l = liveness.value;
  if (l === 'off') return null;
  return <span class={`live ${l}`} role="status"><i aria-hidden="true" />{texts[l]}</span>;
}
