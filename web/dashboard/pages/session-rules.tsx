import type { Result } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Time } from '../../ui/time.js';

const looks = { pass: ['Met', 'good'], fail: ['Not met', 'bad'], waived: ['Waived', 'warn'], not_applicable: ['Does not apply', 'rest'], unavailable: ['Not available', 'warn'] } as const;

export function Rules({ of }: { of: Result['rules'] }) {
  const unmet = of.filter((r) => r.severity === 'mandatory' && !r.pending && (r.status === 'fail' || r.status === 'unavailable')).length;
  return (
    <details class="check" open={unmet > 0}>
      <summary><h3>Rules of the profile</h3><span class="quiet small">{unmet ? `${unmet} of ${of.length} unmet` : `${of.length}, none unmet`}</span></summary>
      <ul class="asked">
        {of.map((r) => (
          <li key={r.id}>
            <Badge tone={looks[r.status][1]}>{looks[r.status][0]}</Badge>
            <span>{r.text}{r.severity === 'advisory' && <span class="quiet small"> (advisory)</span>}</span>
            <span class="quiet small">{r.detail}{r.waiver && ` Waived by ${r.waiver.by.name} and ${r.waiver.second?.name ?? 'nobody'}: ${r.waiver.why}`}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function Flags({ of }: { of: NonNullable<Result['flags']> }) {
  return (
    <div class="check">
      <h3>Flags</h3>
      <ul class="asked">{of.map((f) => <li key={f.flag}><Badge tone="bad" icon="alert">{plain(f.flag)}</Badge><span>{f.officer.name}</span><span class="quiet small"><Time at={f.at} /></span></li>)}</ul>
    </div>
  );
}

const answers = { satisfactory: ['Satisfactory', 'good'], unsatisfactory: ['Unsatisfactory', 'bad'], none: ['No answer', 'bad'] } as const;

export function Questions({ of }: { of: NonNullable<Result['questions']> }) {
  return (
    <div class="check">
      <h3>Questions</h3>
      <ul class="asked">{of.map((q) => <li key={q.id}><Badge tone={q.answer ? answers[q.answer][1] : 'rest'}>{q.answer ? answers[q.answer][0] : 'Not judged'}</Badge><span lang={q.language}>{q.text}</span>{q.repeated && <span class="quiet small">asked before</span>}</li>)}</ul>
    </div>
  );
}
