import type { Result, Session } from '../../member/api/session.js';
import { useGet } from '../../member/state/resource.js';
import { OutcomeBadge, plain, Said, VerdictBadge } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Empty } from '../../ui/empty.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Scale } from '../../ui/scale.js';
import { Flags, Questions, Rules } from './session-rules.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { span, Time } from '../../ui/time.js';

const withResult = ['decided', 'in_audit', 'recapture_required', 'completed', 'rejected', 'expired', 'canceled', 'failed'];

export function ResultPanel({ session }: { session: Session }) {
  const has = withResult.includes(session.status);
  const result = useGet<Result>(has ? `/v1/sessions/${session.id}/result` : undefined);
  const r = result.data;
  if (!has || result.problem) return <Panel title="Result"><Empty tight icon="hourglass" title="No result yet">{has ? result.problem?.detail : 'It stands here as soon as the officer has decided.'}</Empty></Panel>;
  if (!r) return <Panel title="Result"><SkeletonLines lines={5} /></Panel>;
  return (
    <Panel title="Result" action={r.outcome ? <OutcomeBadge of={r.outcome} /> : <Badge>No decision</Badge>}>
      <div class="stack">
        {r.reasons.length > 0 && <ul class="reasons">{r.reasons.map((x) => <li key={x.code}>{x.message} <span class="tag">{x.code}</span></li>)}</ul>}
        <FaceMatch of={r.face_match} />
        <Liveness of={r.liveness} />
        {r.documents.map((d, i) => <Document key={i} of={d} />)}
        {!!r.flags?.length && <Flags of={r.flags} />}
        {!!r.questions?.length && <Questions of={r.questions} />}
        {r.rules.length > 0 && <Rules of={r.rules} />}
        <Facts of={[
          ['Officer', r.officer && <>{r.officer.name} {r.officer.simulated && <Played />}</>],
          ['Decided', r.decided_at && <Time at={r.decided_at} />],
          ['Location', r.location && `${r.location.latitude.toFixed(4)}, ${r.location.longitude.toFixed(4)} (within ${Math.round(r.location.accuracy)} m)`],
        ]} />
      </div>
    </Panel>
  );
}

/** Nothing was measured: the sandbox played it. */
function Played() {
  return <Badge icon="flask">Simulated</Badge>;
}

function FaceMatch({ of: f }: { of: Result['face_match'] }) {
  if (f.decision === 'unavailable') return null;
  return (
    <div class="check">
      <div class="spread"><h3>Face match</h3><span class="row">{f.simulated && <Played />}<VerdictBadge of={f.decision} /></span></div>
      {f.similarity !== null && <Scale value={f.similarity} threshold={f.threshold ?? undefined} tone={f.decision === 'match' ? 'good' : f.decision === 'review' ? 'warn' : 'bad'} label="Similarity" />}
      {(f.similarity ?? f.threshold ?? f.score) !== null && <p class="small quiet number">{f.similarity !== null && `Similarity ${f.similarity.toFixed(3)}`}{f.threshold !== null && `, match from ${f.threshold.toFixed(3)}`}{f.score !== null && `, confidence ${Math.round(f.score * 100)} %`}</p>}
    </div>
  );
}

function Liveness({ of: l }: { of: Result['liveness'] }) {
  if (l.verdict === 'unavailable' && !l.challenges.length) return null;
  return (
    <div class="check">
      <div class="spread"><h3>Liveness</h3><span class="row">{l.simulated && <Played />}<VerdictBadge of={l.verdict} /></span></div>
      {l.score !== null && <Scale value={l.score} tone={l.verdict === 'passed' ? 'good' : l.verdict === 'review' ? 'warn' : 'bad'} label="Passive score" />}
      {l.challenges.length > 0 && <ul class="asked">{l.challenges.map((c, i) => <li key={i}><VerdictBadge of={c.passed ? 'passed' : 'failed'} /><span>{plain(c.kind)}</span><span class="quiet small number">{c.reaction_ms !== null ? span(c.reaction_ms) : plain(c.reason ?? 'not met')}</span></li>)}</ul>}
    </div>
  );
}

function Document({ of: d }: { of: Result['documents'][number] }) {
  const fields = Object.entries(d.fields);
  return (
    <div class="check">
      <div class="spread"><h3>{plain(d.type)} {d.number_masked && <span class="mono quiet">{d.number_masked}</span>}</h3>{d.simulated && <Played />}</div>
      {fields.length > 0 && <Facts of={fields.map(([k, v]) => [plain(k), <>{v} <Said of={d.read.find((f) => f.name === k)} /></>])} />}
      {d.checks.length > 0 && <ul class="asked">{d.checks.map((c) => <li key={c.id}><VerdictBadge of={c.verdict} /><span>{plain(c.id)}</span>{c.detail && <span class="quiet small">{c.detail}</span>}</li>)}</ul>}
    </div>
  );
}
