// The profile's steps as a checklist that drives the customer's screen.

import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';
import type { Case, CheckKind } from '../api/case.js';

const marks = { pending: 'circle', current: 'circle', done: 'circle_check', failed: 'circle_x' } as const;
const says = { pending: phrase('to do'), current: phrase('next'), done: phrase('done'), failed: phrase('did not succeed') };

/** The steps that are checks, in order: their place is their shortcut. */
export const checksOf = (c: Case): CheckKind[] => c.steps.map((s) => s.id).filter((s): s is CheckKind => s === 'liveness' || s === 'document' || s === 'face_match');

/** The list; without `start` it is only to be read. */
export function Steps({ of: c, busy, start }: { of: Case; busy: boolean; start?: (kind: CheckKind) => void }) {
  const kinds = checksOf(c);
  const ready = c.status === 'in_progress' && !c.running_check && !busy;
  return (
    <ol class="steps">
      {c.steps.map((s) => {
        const n = kinds.indexOf(s.id as CheckKind) + 1;
        const runs = c.running_check?.kind === s.id;
        const from = c.carried_over.find((o) => o.piece === s.id);
        const side = s.id === 'document' ? c.again.filter((p) => p.startsWith('document_')) : []; // alone, of a document that stands
        const again = s.progress === 'done' || s.progress === 'failed';
        return (
          <li key={s.id} class={runs ? 'runs' : s.progress}>
            <Icon name={runs ? 'loader' : marks[s.progress]} class={runs ? 'spin' : ''} />
            <span>{plain(s.id)}<span class="heard"> {runs ? say('runs') : spoken(says[s.progress])}</span></span>
            {side.length > 0 && <span class="small quiet">{side.map((p) => plain(p.slice('document_'.length))).join(', ')}</span>}
            {from && <span class="small quiet">{say('of call {n}', { n: from.call })}</span>}
            {start && n > 0 && !runs && <Button small kind={s.progress === 'current' ? 'main' : 'plain'} disabled={!ready} title={say('Shortcut: {key}', { key: String(n) })} onClick={() => start(kinds[n - 1] as CheckKind)}>{again ? say('Again') : say('Start')}</Button>}
            {runs && <span class="small quiet">{say('runs')}</span>}
          </li>
        );
      })}
    </ol>
  );
}
