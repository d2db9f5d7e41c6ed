import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Reason } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { say, spoken, many } from '../../ui/say.js';
import type { Case, Ruling } from '../api/case.js';
import { unable, useRejecting } from '../api/reasons.js';
import { useKeys } from '../state/keys.js';
import { Appointment } from './appointment.js';
import { HandBack, type HandedBack } from './hand-back.js';
import { checksOf } from './steps.js';
import { Verdict } from './verdict.js';

/** What stands against an approval now; '' when nothing does. */
export function hindrance(c: Case): string {
  if (c.status === 'interrupted') return say('The customer is away.');
  if (c.running_check) return say('{check} still runs.', { check: plain(c.running_check.kind) });
  const open = checksOf(c).filter((k) => c.steps.some((s) => s.id === k && (s.progress === 'pending' || s.progress === 'current')));
  return open.length ? say('To do first: {checks}.', { checks: open.map((k) => plain(k).toLowerCase()).join(', ') }) : '';
}

/** The first reason against an approval; that of a rule is the rule and what was found of it. */
function firstAgainst(c: Case): string {
  const r = c.against[0];
  const rule = c.rules.find((x) => 'rule_' + x.id === r?.code);
  return rule ? `${spoken(rule.text)} ${spoken(rule.detail)}` : spoken(r?.message ?? '');
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
    <div class="decision-bar" role="group" aria-label={say('Decision')}>
      <span class="say quiet" role="status">{against || (review ? [say('An approval goes to a review: {reason}', { reason: firstAgainst(c) }), c.against.length > 1 && many('And {n} more.', 'And {n} more.', c.against.length - 1)].filter(Boolean).join(' ') : say('Everything passed.'))}</span>
      <Button kind="quiet" onClick={() => set('return')}>{say('Hand back')}</Button>
      <Button kind="quiet" icon="clock" onClick={() => set('later')}>{say('Another time')}</Button>
      <Button kind="quiet" icon="alert" disabled={!can} onClick={() => set('prompted')}>{say('Prompting')}</Button>
      <Button disabled={!can} title={say('Shortcut: {key}', { key: 'U' })} onClick={() => set('unable_to_verify')}>{say('Unable to verify')}</Button>
      <Button icon="x" disabled={!can} title={say('Shortcut: {key}', { key: 'R' })} onClick={() => set('reject')}>{say('Reject')}</Button>
      <Button kind="main" icon="check" disabled={!!against} title={against || say('Shortcut: {key}', { key: 'A' })} onClick={() => set('approve')}>{review ? say('Send to review') : say('Approve')}</Button>
      {asking === 'approve' && <Verdict title={review ? say('Send to review') : say('Approve the customer')} yes={review ? say('Send to review') : say('Approve')} from={[]} needed={false} note={notes()} act={(r, n) => decide('approve', r, n)} onClose={close} />}
      {asking === 'reject' && <Verdict title={say('Reject the customer')} yes={say('Reject')} danger from={rejecting} needed note={notes()} act={(r, n) => decide('reject', r, n)} onClose={close} />}
      {asking === 'unable_to_verify' && <Verdict title={say('Unable to verify')} yes={say('End the call')} from={unable} needed={false} note={notes()} act={(r, n) => decide('unable_to_verify', r, n)} onClose={close} />}
      {asking === 'prompted' && <Verdict title={say('Somebody prompts the customer: reject')} yes={say('Reject for prompting')} danger from={[]} needed={false} note={notes()} act={(_, n) => prompted(n)} onClose={close} />}
      {asking === 'later' && <Appointment of={c} booked={decided} onClose={close} />}
      {asking === 'return' && <HandBack of={c} act={back} onClose={close} />}
    </div>
  );
}
