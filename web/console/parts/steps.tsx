// The profile's steps as a checklist that drives the customer's screen.

import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';
import type { Case, Check, CheckKind } from '../api/case.js';

const marks = { pending: 'circle', current: 'circle', done: 'circle_check', failed: 'circle_x', open: 'circle_alert' } as const;
const says = { pending: phrase('to do'), current: phrase('next'), done: phrase('done'), failed: phrase('did not succeed'), open: phrase('not computed') };

/** The steps that are checks, in order: their place is their shortcut. */
export const checksOf = (c: Case): CheckKind[] => c.steps.map((s) => s.id).filter((s): s is CheckKind => s === 'liveness' || s === 'document' || s === 'face_match');

/** The newest check of each kind. */
export const latest = (c: Case): Check[] => checksOf(c).flatMap((k) => c.checks.filter((x) => x.kind === k).slice(-1));

/** The list; without `start` it is only to be read. */
export function Steps({ of: c, busy, start }: { of: Case; busy: boolean; start?: (kind: CheckKind) => void }) {
  const kinds = checksOf(c);
  const failed = latest(c).some((k) => k.verdict === 'failed'); // the officer looks at that first, and nothing is next
  const ready = c.status === 'in_progress' && !c.running_check && !busy;
  return (
    <ol class="steps">
      {c.steps.map((s) => {
        const n = kinds.indexOf(s.id as CheckKind) + 1;
        const runs = c.running_check?.kind === s.id;
        const from = c.carried_over.find((o) => o.piece === s.id);
        const side = s.id === 'document' ? c.again.filter((p) => p.startsWith('document_')) : []; // alone, of a document that stands
        // Carried out, but it came to nothing: that is not done.
        const mark = s.progress === 'done' && latest(c).find((k) => k.kind === s.id)?.verdict === 'unavailable' ? 'open' : s.progress;
        const again = s.progress === 'done' || s.progress === 'failed';
        return (
          <li key={s.id} class={runs ? 'runs' : mark}>
            <Icon name={runs ? 'loader' : marks[mark]} class={runs ? 'spin' : ''} />
            <span>{plain(s.id)}<span class="heard"> {runs ? say('runs') : spoken(says[mark])}</span></span>
            {mark === 'open' && !runs && <span class="small quiet" aria-hidden="true">{spoken(says.open)}</span>}
            {side.length > 0 && <span class="small quiet">{side.map((p) => plain(p.slice('document_'.length))).join(', ')}</span>}
            {from && <span class="small quiet">{say('of call {n}', { n: from.call })}</span>}
            {start && n > 0 && !runs && <Button small kind={s.progress === 'current' && !failed ? 'main' : 'plain'} disabled={!ready} label={again ? say('Again: {step}', { step: plain(s.id) }) : say('Start: {step}', { step: plain(s.id) })} title={say('Shortcut: {key}', { key: String(n) })} onClick={() => start(kinds[n - 1] as CheckKind)}>{again ? say('Again') : say('Start')}</Button>}
            {runs && <span class="small quiet">{say('runs')}</span>}
          </li>
        );
      })}
    </ol>
  );
}
