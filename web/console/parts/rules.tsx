// The rules of the session's profile, as they stand now.

import { plain } from '../../member/parts/status.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Panel } from '../../ui/panel.js';
import { many, phrase, say, spoken } from '../../ui/say.js';
import type { Case, Rule } from '../api/case.js';
import { AskWaiver } from './waivers.js';

const looks: Record<Rule['status'], [string, Tone]> = {
  pass: [phrase('Met'), 'good'], fail: [phrase('Not met'), 'bad'], waived: [phrase('Waived'), 'warn'], not_applicable: [phrase('Does not apply'), 'rest'], unavailable: [phrase('Not computed'), 'rest'],
};

/** What keeps an approval from counting: mandatory rules that are not met. */
export const unmet = (c: Case): Rule[] => c.rules.filter((r) => r.severity === 'mandatory' && !r.pending && (r.status === 'fail' || r.status === 'unavailable'));

/** How many came to what; nothing that was not computed counts as met. */
function counts(rules: Rule[]): string {
  const n = (s: Rule['status']) => rules.filter((r) => r.status === s).length;
  return [
    many('{n} met', '{n} met', n('pass')),
    n('fail') && many('{n} not met', '{n} not met', n('fail')),
    n('waived') && many('{n} waived', '{n} waived', n('waived')),
    n('unavailable') && many('{n} not computed', '{n} not computed', n('unavailable')),
    n('not_applicable') && many('{n} does not apply', '{n} do not apply', n('not_applicable')),
  ].filter(Boolean).join(', ');
}

export function Rules({ of: c }: { of: Case }) {
  if (!c.rules.length) return null;
  const open = unmet(c).length;
  return <Panel title={say('Rules: {profile}', { profile: plain(c.profile) })} note={counts(c.rules)} action={<Badge tone={open ? 'warn' : 'good'}>{open ? many('{n} open', '{n} open', open) : c.rules.every((r) => r.status === 'pass') ? say('All met') : say('None open')}</Badge>}><List of={c.rules} /></Panel>;
}

/** The same, folded away below the checks of a call. */
export function RuleList({ of: c, show }: { of: Case; show?: (c: Case) => void }) {
  if (!c.rules.length) return null;
  return <details class="rules-fold"><summary>{say('Rules: {profile}', { profile: plain(c.profile) })} <span class="quiet small">{counts(c.rules)}</span></summary><List of={c.rules} ask={show && ((r) => <AskWaiver of={c} rule={r} show={show} />)} /></details>;
}

function List({ of, ask }: { of: Rule[]; ask?: (r: Rule) => preact.JSX.Element }) {
  return (
    <ul class="rules">
      {of.map((r) => (
        <li key={r.id}>
          <Badge tone={looks[r.status][1]}>{spoken(looks[r.status][0])}</Badge>
          <span>{spoken(r.text)}{r.severity === 'advisory' && <span class="quiet small"> {say('Advisory.')}</span>}{r.detail && <span class="quiet small block">{spoken(r.detail)}</span>}{r.waiver && <span class="quiet small block">{say('Waived by {officer} and {supervisor}: {why}', { officer: r.waiver.by.name, supervisor: r.waiver.second?.name ?? '', why: r.waiver.why })}</span>}{(r.status === 'fail' || r.status === 'unavailable') && ask?.(r)}</span>
        </li>
      ))}
    </ul>
  );
}
