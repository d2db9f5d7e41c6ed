import { liveness } from '../state/feed.js';
import { phrase, spoken } from '../../ui/say.js';

const texts = { live: phrase('Up to date'), polling: phrase('Checked every few seconds'), connecting: phrase('Connecting…'), off: '' };

/** Whether what is shown follows what happens. */
export function Live() {
  const l = liveness.value;
  if (l === 'off') return null;
  return <span class={`live ${l}`} role="status"><i aria-hidden="true" />{spoken(texts[l])}</span>;
}
