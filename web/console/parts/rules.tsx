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

export function Rules({ of: c }: { of: Case }) {
  if (!c.rules.length) return null;
  const open = unmet(c).length;
  return <Panel title={say('Rules: {profile}', { profile: plain(c.profile) })} action={<Badge tone={open ? 'warn' : 'good'}>{open ? many('{n} open', '{n} open', open) : say('All met')}</Badge>}><List of={c.rules} /></Panel>;
}

/** The same, folded away below the checks of a call. */
export function RuleList({ of: c, show }: { of: Case; show?: (c: Case) => void }) {
  if (!c.rules.length) return null;
  const met = c.rules.filter((r) => r.status === 'pass').length;
  return <details class="rules-fold"><summary>{say('Rules: {profile}', { profile: plain(c.profile) })} <span class="quiet small">{say('{n} of {all} met', { n: met, all: c.rules.length })}</span></summary><List of={c.rules} ask={show && ((r) => <AskWaiver of={c} rule={r} show={show} />)} /></details>;
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
