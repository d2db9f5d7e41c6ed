// The rules of the session's profile, as they stand now.

import { plain } from '../../member/parts/status.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Panel } from '../../ui/panel.js';
import type { Case, Rule } from '../api/case.js';
import { AskWaiver } from './waivers.js';

const looks: Record<Rule['status'], [string, Tone]> = {
  pass: ['Met', 'good'], fail: ['Not met', 'bad'], waived: ['Waived', 'warn'], not_applicable: ['Does not apply', 'rest'], unavailable: ['Not computed', 'rest'],
};

/** What keeps an approval from counting: mandatory rules that are not met. */
export const unmet = (c: Case): Rule[] => c.rules.filter((r) => r.severity === 'mandatory' && !r.pending && (r.status === 'fail' || r.status === 'unavailable'));

export function Rules({ of: c }: { of: Case }) {
  if (!c.rules.length) return null;
  const open = unmet(c).length;
  return <Panel title={`Rules: ${plain(c.profile)}`} action={<Badge tone={open ? 'warn' : 'good'}>{open ? `${open} open` : 'All met'}</Badge>}><List of={c.rules} /></Panel>;
}

/** The same, folded away below the checks of a call. */
export function RuleList({ of: c, show }: { of: Case; show?: (c: Case) => void }) {
  if (!c.rules.length) return null;
  const met = c.rules.filter((r) => r.status === 'pass').length;
  return <details class="rules-fold"><summary>Rules of {plain(c.profile)} <span class="quiet small">{met} of {c.rules.length} met</span></summary><List of={c.rules} ask={show && ((r) => <AskWaiver of={c} rule={r} show={show} />)} /></details>;
}

function List({ of, ask }: { of: Rule[]; ask?: (r: Rule) => preact.JSX.Element }) {
  return (
    <ul class="rules">
      {of.map((r) => (
        <li key={r.id}>
          <Badge tone={looks[r.status][1]}>{looks[r.status][0]}</Badge>
          <span>{r.text}{r.severity === 'advisory' && <span class="quiet small"> Advisory.</span>}{r.detail && <span class="quiet small block">{r.detail}</span>}{r.waiver && <span class="quiet small block">Waived by {r.waiver.by.name} and {r.waiver.second?.name}: {r.waiver.why}</span>}{(r.status === 'fail' || r.status === 'unavailable') && ask?.(r)}</span>
        </li>
      ))}
    </ul>
  );
}
