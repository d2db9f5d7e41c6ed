import { useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Reason } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { say, spoken, many } from '../../ui/say.js';
import type { Case, CheckKind, Ruling } from '../api/case.js';
import { unable, useRejecting } from '../api/reasons.js';
import { useKeys } from '../state/keys.js';
import { Appointment } from './appointment.js';
import { HandBack, type HandedBack } from './hand-back.js';
import { reasonText } from './reasons.js';
import { checksOf, latest } from './steps.js';
import { Verdict } from './verdict.js';

/** The checks that have to be carried out before anything can be approved. */
const open = (c: Case): CheckKind[] => checksOf(c).filter((k) => c.steps.some((s) => s.id === k && (s.progress === 'pending' || s.progress === 'current')));

/** Whether an approval cannot be given now, also not one that goes to a review. */
const hindered = (c: Case): boolean => c.status === 'interrupted' || !!c.running_check || open(c).length > 0;

/** What an officer does before he decides. */
function todo(c: Case): string[] {
  const drawn = c.questions.length;
  const draw = Math.max(c.questions_wanted - drawn, 0);
  const judge = c.questions.filter((q) => !q.answer).length;
  return [
    ...open(c).map((k) => plain(k).toLowerCase()),
    ...(c.against.some((r) => r.code === 'fields_unconfirmed') ? [say('confirm what the document says')] : []),
    ...(draw ? [drawn ? many('ask {n} more question', 'ask {n} more questions', draw) : many('ask {n} question', 'ask {n} questions', draw)] : []),
    ...(judge ? [many('judge {n} answer', 'judge {n} answers', judge)] : []),
  ];
}

/** What the bar says, the most urgent first. */
function word(c: Case): { text: string; bad?: boolean } {
  if (c.status === 'interrupted') return { text: say('The customer is away.') };
  if (c.running_check) return { text: say('{check} still runs.', { check: plain(c.running_check.kind) }) };
  const failed = latest(c).find((k) => k.verdict === 'failed');
  if (failed) return { text: say('{check} failed: look at it; reject, or start it again.', { check: plain(failed.kind) }), bad: true };
  const first = todo(c);
  if (first.length) return { text: say('To do first: {checks}.', { checks: first.join(', ') }) };
  if (c.against[0]) return { text: say('An approval goes to a review: {reason}', { reason: against(c, c.against[0]) }) };
  return { text: say('Everything passed.') };
}

/** A reason against an approval; that of a rule is the rule and what was found of it. */
function against(c: Case, r: Reason): string {
  const rule = c.rules.find((x) => 'rule_' + x.id === r.code);
  return rule ? `${spoken(rule.text)} ${spoken(rule.detail)}` : reasonText(r);
}

type Asking = Ruling | 'prompted' | 'return' | 'later' | 'why';

/** What was chosen and written in a dialog that was closed again. */
type Begun = { codes: string[]; note: string };

export function DecisionBar({ of: c, notes, decided }: { of: Case; notes: () => string; decided: (c: Case) => void }) {
  const [asking, set] = useState<Asking | undefined>(undefined);
  const rejecting = useRejecting();
  const begun = useRef<Partial<Record<Asking, Begun>>>({});
  const stop = hindered(c);
  const review = !stop && c.against.length > 0;
  const now = word(c);
  const suggested = latest(c).filter((k) => k.verdict !== 'passed').flatMap((k) => k.reasons.map((r) => r.code));
  const decide = async (decision: Ruling, reasons: Reason[], note: string) => decided(await ask<Case>('POST', `/desk/sessions/${c.id}/decision`, { decision, reasons, note }));
  const prompted = async (note: string) => {
    await ask('POST', `/desk/sessions/${c.id}/flags`, { flag: 'prompting', note });
    await decide('reject', [], note);
  };
  const back = async (to: HandedBack) => decided(await ask<Case>('POST', `/desk/sessions/${c.id}/return`, to));
  const can = c.status === 'in_progress';
  useKeys({ a: () => !stop && set('approve'), r: () => can && set('reject'), u: () => can && set('unable_to_verify') });
  const close = () => set(undefined);
  const kept = (as: Asking) => ({ note: begun.current[as]?.note || notes(), codes: begun.current[as]?.codes ?? [], keep: (b: Begun) => { begun.current[as] = b; } });
  return (
    <div class="decision-bar" role="group" aria-label={say('Decision')}>
      <p class={now.bad ? 'say bad-text' : 'say quiet'}><span class="clamp" role="status" title={now.text}>{now.text}</span>{review && <button type="button" class="why" onClick={() => set('why')}>{many('{n} reason for a review', 'All {n} reasons for a review', c.against.length)}</button>}</p>
      <Button kind="quiet" onClick={() => set('return')}>{say('Hand back')}</Button>
      <Button kind="quiet" icon="clock" onClick={() => set('later')}>{say('Another time')}</Button>
      <Button kind="quiet" icon="alert" disabled={!can} title={say('Somebody tells the customer what to say or do: rejects the call')} onClick={() => set('prompted')}>{say('Prompting')}</Button>
      <Button disabled={!can} title={say('Shortcut: {key}', { key: 'U' })} onClick={() => set('unable_to_verify')}>{say('Unable to verify')}</Button>
      <Button icon="x" disabled={!can} title={say('Shortcut: {key}', { key: 'R' })} onClick={() => set('reject')}>{say('Reject')}</Button>
      <Button kind={review ? 'plain' : 'main'} icon={review ? 'eye' : 'check'} disabled={stop} title={stop ? now.text : say('Shortcut: {key}', { key: 'A' })} onClick={() => set('approve')}><span class="either"><span>{review ? say('Send to review') : say('Approve')}</span><span aria-hidden="true">{review ? say('Approve') : say('Send to review')}</span></span></Button>
      {asking === 'approve' && <Verdict title={review ? say('Send to review') : say('Approve the customer')} yes={review ? say('Send to review') : say('Approve')} from={[]} needed={false} {...kept('approve')} act={(r, n) => decide('approve', r, n)} onClose={close} />}
      {asking === 'reject' && <Verdict title={say('Reject the customer')} yes={say('Reject')} danger from={rejecting} suggested={suggested} grouped needed {...kept('reject')} act={(r, n) => decide('reject', r, n)} onClose={close} />}
      {asking === 'unable_to_verify' && <Verdict title={say('Unable to verify')} yes={say('End the call')} from={unable} needed={false} {...kept('unable_to_verify')} act={(r, n) => decide('unable_to_verify', r, n)} onClose={close} />}
      {asking === 'prompted' && <Verdict title={say('Somebody prompts the customer: reject')} yes={say('Reject for prompting')} danger from={[]} needed={false} lead={say('The call is flagged and ends with a rejection. Nobody takes that back.')} {...kept('prompted')} act={(_, n) => prompted(n)} onClose={close} />}
      {asking === 'why' && <Dialog title={say('Why an approval goes to a review')} onClose={close}><ul class="reasons">{c.against.map((r) => <li key={r.code} title={r.code}>{against(c, r)}</li>)}</ul></Dialog>}
      {asking === 'later' && <Appointment of={c} booked={decided} onClose={close} />}
      {asking === 'return' && <HandBack of={c} act={back} onClose={close} />}
    </div>
  );
}
