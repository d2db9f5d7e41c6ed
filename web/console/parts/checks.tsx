// What the checks found, with the pictures that they were judged by.

import { useRef } from 'preact/hooks';
import type { Case, Check, Picture } from '../api/case.js';
import { plain, Said, VerdictBadge } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Empty } from '../../ui/empty.js';
import { Facts } from '../../ui/panel.js';
import { many, say, spoken } from '../../ui/say.js';
import { Scale } from '../../ui/scale.js';
import { span } from '../../ui/time.js';
import { useNewest } from '../state/newest.js';
import { Shot, Shots } from './picture.js';
import { Reasons } from './reasons.js';

/** The newest check of each kind; earlier tries fold away below it. `follow` brings what comes new into view. */
export function Checks({ of: c, follow }: { of: Case; follow?: boolean }) {
  const list = useRef<HTMLDivElement>(null);
  useNewest(list, follow ? c.checks.at(-1) : undefined);
  const kinds = [...new Set(c.checks.map((k) => k.kind))];
  if (!kinds.length) return <Empty tight icon="face" title={say('Nothing checked yet')}>{say('Start a step: what it finds stands here.')}</Empty>;
  return (
    <div class="stack checks" ref={list}>
      {kinds.map((kind) => {
        const all = c.checks.filter((k) => k.kind === kind);
        const last = all[all.length - 1] as Check;
        return (
          <section class="check" key={last.id} id={last.id} aria-label={plain(kind)}>
            <OneCheck session={c.id} of={last} beside={c.checks} />
            {all.length > 1 && <details><summary class="small quiet">{many('One earlier try', '{n} earlier tries', all.length - 1)}</summary>{all.slice(0, -1).reverse().map((k) => <OneCheck key={k.id} session={c.id} of={k} beside={[]} />)}</details>}
          </section>
        );
      })}
    </div>
  );
}

function OneCheck({ session, of: k, beside }: { session: string; of: Check; beside: Check[] }) {
  return (
    <div class="stack tight">
      <div class="spread"><h3>{plain(k.kind)}</h3><span class="row">{k.simulated && <Badge icon="flask">{say('Simulated')}</Badge>}<VerdictBadge of={k.verdict} /></span></div>
      <Reasons of={k.reasons} small />
      {k.kind === 'face_match' ? <Faces session={session} of={k} beside={beside} /> : <Shots session={session} of={k.pictures} />}
      {k.liveness && <Liveness of={k.liveness} />}
      {k.document && <Document of={k.document} />}
    </div>
  );
}

/** The newest picture with a label, in the check itself or in those before it. */
const labelled = (checks: Check[], label: string): Picture | undefined => checks.flatMap((k) => k.pictures).filter((p) => p.label === label).pop();

/** Both faces at equal size, and where their likeness lies on its scale. */
function Faces({ session, of: k, beside }: { session: string; of: Check; beside: Check[] }) {
  const live = labelled([k], 'live_face') ?? labelled(beside, 'live_face');
  const card = labelled([k], 'document_face') ?? labelled(beside, 'document_face');
  const f = k.face_match;
  return (
    <>
      {(card ?? live) && <div class="faces">{live && <Shot session={session} of={live} tall />}{card && <Shot session={session} of={card} tall />}</div>}
      {f && f.similarity !== null && (
        <>
          <Scale value={f.similarity} threshold={f.threshold ?? undefined} tone={f.decision === 'match' ? 'good' : f.decision === 'review' ? 'warn' : 'bad'} label={say('Similarity')} />
          <p class="small quiet number">{[say('Similarity {n}', { n: f.similarity.toFixed(3) }), f.threshold !== null && say('match from {n}', { n: f.threshold.toFixed(3) }), f.score !== null && say('confidence {n} %', { n: Math.round(f.score * 100) })].filter(Boolean).join(', ')}</p>
        </>
      )}
    </>
  );
}

function Liveness({ of: l }: { of: NonNullable<Check['liveness']> }) {
  return (
    <>
      {l.challenges.length > 0 && <ul class="asked">{l.challenges.map((c, i) => <li key={i}><VerdictBadge of={c.passed ? 'passed' : 'failed'} /><span>{plain(c.kind)}</span><span class="quiet small number">{c.reaction_ms !== null ? span(c.reaction_ms) : plain(c.reason ?? 'not_met')}</span></li>)}</ul>}
      {l.score !== null && <p class="small quiet number">{say('Passive score {n}', { n: l.score.toFixed(2) })}</p>}
    </>
  );
}

function Document({ of: d }: { of: NonNullable<Check['document']> }) {
  const fields = Object.entries(d.fields);
  return (
    <>
      {d.number_masked && <p class="mono">{d.number_masked}</p>}
      {fields.length > 0 && <Facts of={fields.map(([k, v]) => [plain(k), <>{v} <Said of={d.read.find((f) => f.name === k)} /></>])} />}
      {d.checks.length > 0 && <ul class="asked">{d.checks.map((c) => <li key={c.id}><VerdictBadge of={c.verdict} /><span>{plain(c.id)}</span>{c.detail && <span class="quiet small">{spoken(c.detail)}</span>}</li>)}</ul>}
    </>
  );
}
