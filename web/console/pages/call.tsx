// The call: the customer in the middle, what is known of him on the left, what
// the checks say on the right, the decision below.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { OutcomeBadge, StatusBadge } from '../../member/parts/status.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { at, go } from '../../member/state/place.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Facts, Panel } from '../../ui/panel.js';
import { say } from '../../ui/say.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Segments } from '../../ui/tabs.js';
import { toast } from '../../ui/toast.js';
import type { Case, CheckKind } from '../api/case.js';
import { Earlier, HadLast } from '../parts/before.js';
import { Chat } from '../parts/chat.js';
import { Checks } from '../parts/checks.js';
import { DecisionBar } from '../parts/decision-bar.js';
import { Confirm } from '../parts/fields.js';
import { Notes } from '../parts/notes.js';
import { Questions } from '../parts/questions.js';
import { RuleList } from '../parts/rules.js';
import { Person } from '../parts/person.js';
import { Signals } from '../parts/signals.js';
import { Stage } from '../parts/stage.js';
import { checksOf, Steps } from '../parts/steps.js';
import { TakeNext } from '../parts/take-next.js';
import { OfficerCall } from '../state/call.js';
import { useKeys } from '../state/keys.js';
import { embedded } from '../state/parent.js';

/** `watch` hears of every change of the case's status. */
export function CallPage({ id, watch }: { id: string; watch?: (c: Case) => void }) {
  const [call, set] = useState<OfficerCall | undefined>(undefined);
  useEffect(() => {
    const c = new OfficerCall(id);
    set(c);
    return () => c.end();
  }, [id]);
  const c = call?.case.value;
  useEffect(() => { if (c) watch?.(c); }, [c?.status]);
  if (!call) return null;
  const link = call.link.value;
  if (link === 'elsewhere') return <Gone icon="out" title={say('This call is open in another window')}>{say('Go on there, or take it over here.')}<Button kind="main" onClick={() => location.reload()}>{say('Take it over here')}</Button></Gone>;
  if (link === 'refused') return <Gone icon="lock" title={say('This is not your call')}>{say('Another officer conducts it, or it is over.')}</Gone>;
  if (!c) return <Panel><SkeletonLines lines={8} /></Panel>;
  if (c.status === 'waiting') return <Gone icon="hand" title={say('Handed back')}>{say('{name} is in the line again.', { name: c.customer.name })}</Gone>;
  if (c.status === 'scheduled') return <Gone icon="hand" title={say('An appointment was made')}>{say('{name} comes back then.', { name: c.customer.name })}</Gone>;
  if (c.status !== 'in_progress' && c.status !== 'interrupted') return <Over of={c} />;
  return <Running call={call} of={c} />;
}

function Running({ call, of: c }: { call: OfficerCall; of: Case }) {
  const notes = useRef(c.notes);
  const [help, setHelp] = useState(false);
  const [tab, setTab] = useState<'notes' | 'chat'>('notes');
  const theirs = c.said.filter((m) => m.from === 'customer').length;
  const read = useRef(theirs);
  if (tab === 'chat') read.current = theirs;
  const unread = theirs - read.current;
  useEffect(() => { if (unread) toast(say('The customer has written')); }, [unread]);
  const start = useAction(async (kind: CheckKind) => call.show(await ask<Case>('POST', `/desk/sessions/${c.id}/checks`, { kind })));
  const step = (n: number) => () => {
    const kind = checksOf(c)[n];
    if (kind && c.status === 'in_progress' && !c.running_check) void start.run(kind);
  };
  useKeys({ '1': step(0), '2': step(1), '3': step(2), m: () => call.mute(!call.muted.value), w: () => setTab('chat'), '?': () => setHelp(true) });
  const decided = (v: Case) => {
    call.show(v);
    if (v.status === 'waiting') {
      toast(v.held_for ? say('Handed to {name}', { name: v.held_for.name }) : say('Handed back to the line'));
      if (!embedded) go(at('/'));
    }
    if (v.status === 'scheduled') {
      toast(say('Appointment made'));
      if (!embedded) go(at('/'));
    }
  };
  return (
    <div class="call">
      <div class="call-left">
        <PageHead title={c.customer.name} name={say('Call with {name}', { name: c.customer.name })} lead={<StatusBadge of={c} />} />
        <Refused by={start.refusal} />
        <Panel title={say('Steps')} action={<Button kind="quiet" small label={say('Keyboard shortcuts')} icon="keyboard" onClick={() => setHelp(true)} />}><Steps of={c} busy={start.busy} start={(k) => void start.run(k)} /></Panel>
        <Questions of={c} show={(v) => call.show(v)} write={(text) => call.write({ text })} />
        <Panel title={say('Customer')}><HadLast of={c} /><Earlier of={c} /><Signals of={c} /><Person of={c} /></Panel>
      </div>
      <Stage call={call} of={c} />
      <div class="call-right">
        <Panel title={say('Checks')} action={<Confirm of={c} show={(v) => call.show(v)} />}><Checks of={c} follow /><RuleList of={c} show={(v) => call.show(v)} /></Panel>
        <Panel>
          <Segments label={say('Beside the call')} value={tab} onChange={setTab} options={[{ value: 'notes', text: say('Notes') }, { value: 'chat', text: unread ? <>{say('Messages')} <b class="count">{unread}</b></> : say('Messages') }]} />
          {tab === 'chat' ? <Chat call={call} of={c} /> : <Notes of={{ ...c, notes: notes.current }} onChange={(t) => { notes.current = t; }} />}
        </Panel>
      </div>
      <DecisionBar of={c} notes={() => notes.current} decided={decided} />
      {help && <Shortcuts onClose={() => setHelp(false)} />}
    </div>
  );
}

function Shortcuts({ onClose }: { onClose: () => void }) {
  return <Dialog title={say('Keyboard shortcuts')} onClose={onClose}><Facts of={[['1, 2, 3', say('Start a step')], ['A', say('Approve')], ['R', say('Reject')], ['U', say('Unable to verify')], ['Q', say('Draw questions')], ['Y, X, Z', say('Judge the next answer: right, wrong, none')], ['D', say('Confirm what the document says')], ['M', say('Mute')], ['W', say('Write to the customer')], ['Ctrl + Enter', say('Send the open dialog')], ['N', say('On the desk: take the next customer')], ['?', say('This list')]]} /></Dialog>;
}

function Over({ of: c }: { of: Case }) {
  const d = c.decision;
  const failed = c.status === 'failed';
  return (
    <>
      <PageHead title={c.customer.name} name={c.customer.name} />
      <Panel>
        <Empty icon={failed ? 'alert' : 'check'} title={failed ? say('The call failed') : d ? say('Decided') : say('The call is over')} action={embedded ? undefined : <><ButtonLink href={at('/')}>{say('To the desk')}</ButtonLink><ButtonLink href={at('/cases/' + c.id)}>{say('Open the case')}</ButtonLink></>}>
          {d ? <><OutcomeBadge of={d.outcome} />{c.audit_follows && <> {say('An audit follows: the outcome counts once an auditor agrees. Do not promise it to the customer.')}</>}</> : failed ? say('The customer did not come back in time. The backend may create a new session.') : say('Nothing was decided.')}
        </Empty>
      </Panel>
      {!embedded && <TakeNext />}
    </>
  );
}

function Gone({ icon, title, children }: { icon: 'out' | 'lock' | 'hand'; title: string; children: preact.ComponentChildren }) {
  return <><PageHead title={title} name={title} /><Panel><Empty icon={icon} title={title} action={embedded ? undefined : <ButtonLink href={at('/')}>{say('To the desk')}</ButtonLink>}>{children}</Empty></Panel></>;
}
