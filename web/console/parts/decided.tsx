import { OutcomeBadge, plain } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Facts, Panel } from '../../ui/panel.js';
import { say } from '../../ui/say.js';
import { Time } from '../../ui/time.js';
import type { Case } from '../api/case.js';
import { Reasons } from './reasons.js';

/** What the officer decided, and what the auditor made of it. */
export function Decided({ of: c }: { of: Case }) {
  const d = c.decision, a = c.audit;
  if (!d) return null;
  return (
    <Panel title={say('Decision')} action={<OutcomeBadge of={d.outcome} />}>
      <div class="stack">
        <Reasons of={d.reasons} />
        <Facts of={[
          [say('Officer'), <>{d.officer.name} {d.officer.simulated && <Badge icon="flask">{say('Simulated')}</Badge>}</>],
          [say('Said'), d.decision === 'approve' && d.outcome === 'needs_review' ? say('Approve, with reasons against it: a review') : plain(d.decision)],
          [say('At'), <Time at={d.at} />],
          [say('Note'), d.note && <span class="prose">{d.note}</span>],
          [say('Auditor'), a && a.auditor.name],
          [say('Audit'), a ? (a.decision ? plain(a.decision) : say('Under way')) : c.audit_follows && say('Still to come: the outcome counts once an auditor agrees')],
          [say('Audit note'), a?.note && <span class="prose">{a.note}</span>],
        ]} />
        {a && <Reasons of={a.reasons} />}
      </div>
    </Panel>
  );
}
