// What the line says of a waiting customer beside his name.

import { plain } from '../../member/parts/status.js';
import { me } from '../../member/state/me.js';
import { Badge } from '../../ui/badge.js';
import { say } from '../../ui/say.js';
import { type Case, languageName } from '../api/case.js';

const order = ['high', 'normal', 'low'];

export const came = (c: Case): number => Date.parse(c.queued_at ?? c.created_at);

/** The order in which customers are met. */
export const asMet = (a: Case, b: Case): number => order.indexOf(a.priority) - order.indexOf(b.priority) || came(a) - came(b);

export const pastTarget = (c: Case): boolean => !!c.meet_by && Date.parse(c.meet_by) <= Date.now();

const speaks = (languages: string[], wanted: string): boolean => !languages.length || languages.some((l) => l.split('-')[0] === wanted.split('-')[0]);

/** Priority, first claim, skills: nothing for most. */
export function InLine({ of: c }: { of: Case }) {
  const held = c.held_for;
  if (c.priority === 'normal' && !held && !c.needs.skills.length) return null;
  return (
    <span class="in-line">
      {c.priority === 'high' && <Badge tone="info" icon="activity">{say('High priority')}</Badge>}
      {c.priority === 'low' && <Badge icon="hourglass">{say('Low priority')}</Badge>}
      {held && <Badge tone={held.id === me.value?.member.id ? 'good' : 'rest'} icon="hand">{held.id === me.value?.member.id ? say('Handed to you') : say('For {name}', { name: held.name })}</Badge>}
      {c.needs.skills.map((s) => <Badge key={s} icon={me.value?.member.skills.includes(s) ? 'check' : 'users'}>{plain(s)}</Badge>)}
    </span>
  );
}

/** The language that is needed, and whether one speaks it. */
export function Tongue({ of: c }: { of: Case }) {
  const name = languageName(c.needs.language);
  const mine = me.value?.member;
  return <>{name}{mine?.roles.includes('agent') && !speaks(mine.languages, c.needs.language) && <span class="quiet small"> {say('(not yours)')}</span>}</>;
}
