import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Reason } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import type { Case, Ruling } from '../api/case.js';
import { unable, useRejecting } from '../api/reasons.js';
import { useKeys } from '../state/keys.js';
import { Appointment } from './appointment.js';
import { HandBack, type HandedBack } from './hand-back.js';
import { checksOf } from './steps.js';
import { Verdict } from './verdict.js';

/** What stands against an approval now; '' when nothing does. */
export function hindrance(c: Case): string {
  if (c.status === 'interrupted') return 'The customer is away.';
  if (c.running_check) return `${plain(c.running_check.kind)} still runs.`;
  const open = checksOf(c).filter((k) => !c.checks.some((x) => x.kind === k));
  return open.length ? `To do first: ${open.map((k) => plain(k).toLowerCase()).join(', ')}.` : '';
}

type Asking = Ruling | 'prompted' | 'return' | 'later';

export function DecisionBar({ of: c, notes, decided }: { of: Case; notes: () => string; decided: (c: Case) => void }) {
  const [asking, set] = useState<Asking | undefined>(undefined);
  const rejecting = useRejecting();
  const against = hindrance(c);
  const review = !against && c.against.length > 0;
  const decide = async (decision: Ruling, reasons: Reason[], note: string) => decided(await ask<Case>('POST', `/desk/sessions/${c.id}/decision`, { decision, reasons, note }));
  const prompted = async (note: string) => {
    await ask('POST', `/desk/sessions/${c.id}/flags`, { flag: 'prompting', note });
    await decide('reject', [], note);
  };
  const back = async (to: HandedBack) => decided(await ask<Case>('POST', `/desk/sessions/${c.id}/return`, to));
  const can = c.status === 'in_progress';
  useKeys({ a: () => !against && set('approve'), r: () => can && set('reject'), u: () => can && set('unable_to_verify') });
  const close = () => set(undefined);
  return (
    <div class="decision-bar" role="group" aria-label="Decision">
      <span class="say quiet" role="status">{against || (review ? `An approval goes to a review: ${c.against[0]?.message ?? ''}${c.against.length > 1 ? ` And ${c.against.length - 1} more.` : ''}` : 'Everything passed.')}</span>
      <Button kind="quiet" onClick={() => set('return')}>Hand back</Button>
      <Button kind="quiet" icon="clock" onClick={() => set('later')}>Another time</Button>
      <Button kind="quiet" icon="alert" disabled={!can} onClick={() => set('prompted')}>Prompting</Button>
      <Button disabled={!can} title="Shortcut: U" onClick={() => set('unable_to_verify')}>Unable to verify</Button>
      <Button icon="x" disabled={!can} title="Shortcut: R" onClick={() => set('reject')}>Reject</Button>
      <Button kind="main" icon="check" disabled={!!against} title={against || 'Shortcut: A'} onClick={() => set('approve')}>{review ? 'Send to review' : 'Approve'}</Button>
      {asking === 'approve' && <Verdict title={review ? 'Send to review' : 'Approve the customer'} yes={review ? 'Send to review' : 'Approve'} from={[]} needed={false} note={notes()} act={(r, n) => decide('approve', r, n)} onClose={close} />}
      {asking === 'reject' && <Verdict title="Reject the customer" yes="Reject" danger from={rejecting} needed note={notes()} act={(r, n) => decide('reject', r, n)} onClose={close} />}
      {asking === 'unable_to_verify' && <Verdict title="Unable to verify" yes="End the call" from={unable} needed={false} note={notes()} act={(r, n) => decide('unable_to_verify', r, n)} onClose={close} />}
      {asking === 'prompted' && <Verdict title="Somebody prompts the customer: reject" yes="Reject for prompting" danger from={[]} needed={false} note={notes()} act={(_, n) => prompted(n)} onClose={close} />}
      {asking === 'later' && <Appointment of={c} booked={decided} onClose={close} />}
      {asking === 'return' && <HandBack of={c} act={back} onClose={close} />}
    </div>
  );
}
