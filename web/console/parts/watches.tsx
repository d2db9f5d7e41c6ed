// Who watched the call, when, and whether he was heard.

import { plain } from '../../member/parts/status.js';
import { Icon } from '../../ui/icon.js';
import { Panel } from '../../ui/panel.js';
import { phrase, say } from '../../ui/say.js';
import { clockText } from '../../ui/time.js';
import type { Case, Watch } from '../api/case.js';

export const told: Record<Watch['told'], string> = { both: phrase('Both are told that you watch.'), officer: phrase('The officer is told that you watch.'), nobody: phrase('Nobody is told that you watch.') };

const time = (at: string) => <time dateTime={at} title={clockText(at, 'exact')}>{clockText(at, 'clock')}</time>;

export function Watches({ of: c }: { of: Case }) {
  if (!c.watches.length) return null;
  return (
    <Panel title={say('Watched by')}>
      <ul class="plain-list">{c.watches.map((w) => (
        <li key={w.from}>
          <Icon name="eye" /> <strong>{w.officer.name}</strong> {w.until ? say('from {from} to {until}', { from: time(w.from), until: time(w.until) }) : say('from {from}, still there', { from: time(w.from) })}
          <span class="small quiet"> {w.whispered_at && say('spoke to the officer at {time}', { time: time(w.whispered_at) })}{w.whispered_at && w.barged_in_at && ', '}{w.barged_in_at && say('spoke to both at {time}', { time: time(w.barged_in_at) })}{!w.whispered_at && !w.barged_in_at && say('in silence')}; {say('told: {who}', { who: plain(w.told).toLowerCase() })}</span>
        </li>
      ))}</ul>
    </Panel>
  );
}
