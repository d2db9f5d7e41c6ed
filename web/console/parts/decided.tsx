import { OutcomeBadge, plain } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';
import type { Case } from '../api/case.js';

/** What the officer decided, and what the auditor made of it. */
export function Decided({ of: c }: { of: Case }) {
  const d = c.decision, a = c.audit;
  if (!d) return null;
  return (
    <Panel title="Decision" action={<OutcomeBadge of={d.outcome} />}>
      <div class="stack">
        {d.reasons.length > 0 && <ul class="reasons">{d.reasons.map((r) => <li key={r.code}>{r.message} <span class="tag">{r.code}</span></li>)}</ul>}
        <Facts of={[
          ['Officer', <>{d.officer.name} {d.officer.simulated && <Badge icon="flask">Simulated</Badge>}</>],
          ['Said', plain(d.decision)],
          ['At', <Time at={d.at} />],
          ['Note', d.note && <span class="prose">{d.note}</span>],
          ['Auditor', a && a.auditor.name],
          ['Audit', a && (a.decision ? plain(a.decision) : 'Under way')],
          ['Audit note', a?.note && <span class="prose">{a.note}</span>],
        ]} />
        {a && a.reasons.length > 0 && <ul class="reasons">{a.reasons.map((r) => <li key={r.code}>{r.message} <span class="tag">{r.code}</span></li>)}</ul>}
      </div>
    </Panel>
  );
}
