// Who watched the call, when, and whether he was heard.

import { Icon } from '../../ui/icon.js';
import { Panel } from '../../ui/panel.js';
import type { Case, Watch } from '../api/case.js';

export const told: Record<Watch['told'], string> = { both: 'Both are told that you watch.', officer: 'The officer is told that you watch.', nobody: 'Nobody is told that you watch.' };

const time = (at: string) => <time dateTime={at} title={new Date(at).toLocaleString()}>{new Date(at).toLocaleTimeString()}</time>;

export function Watches({ of: c }: { of: Case }) {
  if (!c.watches.length) return null;
  return (
    <Panel title="Watched by">
      <ul class="plain-list">{c.watches.map((w) => (
        <li key={w.from}>
          <Icon name="eye" /> <strong>{w.officer.name}</strong> from {time(w.from)}{w.until ? <> to {time(w.until)}</> : ', still there'}
          <span class="small quiet"> {w.barged_in_at ? <>spoke to both at {time(w.barged_in_at)}</> : w.whispered_at ? <>spoke to the officer at {time(w.whispered_at)}</> : 'in silence'}; told: {w.told}</span>
        </li>
      ))}</ul>
    </Panel>
  );
}
