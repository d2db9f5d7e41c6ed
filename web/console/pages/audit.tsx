// One decided case after the other, by chance, all evidence on one page.

import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refusal } from '../../member/api/problem.js';
import type { Reason } from '../../member/api/session.js';
import { Refused } from '../../member/parts/wrong.js';
import { OutcomeBadge, plain } from '../../member/parts/status.js';
import { useAction } from '../../member/state/action.js';
import { useFeedRefresh } from '../../member/state/feed.js';
import { useGet } from '../../member/state/resource.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Empty } from '../../ui/empty.js';
import { Choices } from '../../ui/field.js';
import { PageHead } from '../../ui/page.js';
import { Facts, Panel } from '../../ui/panel.js';
import { many, phrase, say, spoken } from '../../ui/say.js';
import { toast } from '../../ui/toast.js';
import { recapturing, useRejecting } from '../api/reasons.js';
import type { Case, Finding, Piece } from '../api/case.js';
import { Checks } from '../parts/checks.js';
import { Decided } from '../parts/decided.js';
import { Asked } from '../parts/questions.js';
import { Rules } from '../parts/rules.js';
import { Person } from '../parts/person.js';
import { Shots } from '../parts/picture.js';
import { Verdict } from '../parts/verdict.js';
import { Since } from '../parts/wait.js';
import { useKeys } from '../state/keys.js';
import { Film } from './case.js';

export function AuditPage() {
  const open = useGet<{ data: Case[] }>('/desk/sessions?status=in_audit');
  useFeedRefresh(open.reload);
  const held = open.data?.data.find((c) => c.audit?.mine && !c.audit.decision);
  const [taken, setTaken] = useState<Case | undefined>(undefined);
  const next = useAction(async () => {
    try {
      setTaken(await ask<Case>('POST', '/desk/audits/next'));
    } catch (e) {
      if (!(e instanceof Refusal) || e.problem.code !== 'nothing_to_audit') throw e;
      toast(say('Nothing is left that you may audit'), 'circle_alert');
      open.reload();
    }
  });
  const c = taken ?? held;
  if (c) return <Review key={c.id} of={c} done={() => { setTaken(undefined); open.reload(); }} />;
  const n = open.data?.data.filter((x) => x.audit_open).length;
  const others = (open.data?.data.filter((x) => x.audit_follows).length ?? 0) - (n ?? 0);
  return (
    <>
      <PageHead title={say('Audit')} name={say('Audit')} lead={say('You are given cases by chance, never your own.')} />
      <Refused by={next.refusal} />
      <Panel>
        {n === 0
          ? <Empty icon="eye" title={say('Nothing to audit')} action={<Button icon="refresh" onClick={open.reload}>{say('Look again')}</Button>}>{others > 0 ? many('{n} more is not for you: you had a part in its call, or another auditor has it.', '{n} more are not for you: you had a part in their calls, or another auditor has them.', others) : say('Cases that need an audit come here as soon as their recording is sealed.')}</Empty>
          : <Empty icon="eye" title={n === undefined ? say('Looking for cases…') : many('One case waits', '{n} cases wait', n)} action={<Button kind="main" busy={next.busy} disabled={!n} onClick={() => void next.run()}>{say('Take a case')}</Button>}>{say('It is kept for you for 30 minutes.')}</Empty>}
      </Panel>
    </>
  );
}

const words: Record<Finding, { title: string; yes: string; done: string }> = {
  approve: { title: phrase('Agree with the officer'), yes: phrase('Agree'), done: phrase('The audit agrees') },
  reject: { title: phrase('Reject the customer'), yes: phrase('Reject'), done: phrase('Rejected') },
  recapture: { title: phrase('Ask the customer to come again'), yes: phrase('Ask for another call'), done: phrase('The customer has to come again') },
};

const pieces: Piece[] = ['liveness', 'document', 'document_front', 'document_back', 'questions', 'location'];
const sides: Piece[] = ['document_front', 'document_back'];

/** What can be taken again of this session. */
const piecesOf = (c: Case): Piece[] => pieces.filter((p) => (p === 'questions' ? c.questions_wanted > 0 : p === 'location' ? c.asks_position : c.steps.some((s) => s.id === (sides.includes(p) ? 'document' : p))));

/** What is chosen after a change: the whole document, or a side of it. */
function apart(was: Piece[], now: Piece[]): Piece[] {
  const whole = now.includes('document') && !was.includes('document');
  return now.filter((p) => (whole ? !sides.includes(p) : p !== 'document' || !now.some((o) => sides.includes(o))));
}

function Review({ of: c, done }: { of: Case; done: () => void }) {
  const [asking, set] = useState<Finding | undefined>(undefined);
  const from: Record<Finding, Reason[]> = { approve: [], reject: useRejecting(), recapture: recapturing };
  const [again, setAgain] = useState<Piece[]>([]);
  const [help, setHelp] = useState(false);
  useKeys({ a: () => set('approve'), r: () => set('reject'), c: () => set('recapture'), '?': () => setHelp(true) });
  const find = async (decision: Finding, reasons: Reason[], note: string) => {
    await ask('POST', `/desk/sessions/${c.id}/audit`, { decision, reasons, note, ...(decision === 'recapture' ? { pieces: again } : {}) });
    toast(spoken(words[decision].done));
    done();
  };
  return (
    <div class="review">
      <PageHead title={c.customer.name} name={say('Audit: {name}', { name: c.customer.name })} lead={<span class="row">{c.decision && <OutcomeBadge of={c.decision.outcome} />}<span class="quiet small">{say('yours for {time}', { time: <Since at={new Date(Date.parse(c.audit?.taken_at ?? '') + 30 * 60_000).toISOString()} until /> })}</span></span>} />
      <div class="halves">
        <div class="stack wide"><Film of={c} /><Decided of={c} /></div>
        <div class="stack wide">
          <Panel title={say('Checks')}><Checks of={c} /></Panel>
          <Asked of={c} />
          <Rules of={c} />
          <Panel title={say('Customer')}><Person of={c} /></Panel>
          {c.stills.length > 0 && <Panel title={say("Pictures by the customer's device")}><Shots session={c.id} of={c.stills} /></Panel>}
        </div>
      </div>
      <div class="decision-bar" role="group" aria-label={say('Audit')}>
        <span class="say quiet">{say('Watch the recording, compare the faces, then say what you found.')}</span>
        <Button icon="camera" title={say('Shortcut: {key}', { key: 'C' })} onClick={() => set('recapture')}>{say('Recapture')}</Button>
        <Button icon="x" title={say('Shortcut: {key}', { key: 'R' })} onClick={() => set('reject')}>{say('Reject')}</Button>
        <Button kind="main" icon="check" title={say('Shortcut: {key}', { key: 'A' })} onClick={() => set('approve')}>{say('Agree')}</Button>
      </div>
      {help && <Dialog title={say('Keyboard shortcuts')} onClose={() => setHelp(false)}><Facts of={[['A', say('Agree')], ['R', say('Reject')], ['C', say('Recapture')], ['Ctrl + Enter', say('Send the open dialog')], ['?', say('This list')]]} /></Dialog>}
      {asking && <Verdict title={spoken(words[asking].title)} yes={spoken(words[asking].yes)} from={from[asking]} grouped={asking === 'reject'} needed={asking !== 'approve'} danger={asking === 'reject'} note="" more={asking === 'recapture' && <Choices legend={say('What has to be taken again')} hint={say('Nothing chosen: everything. The rest is carried over from this call if it held; the faces are compared again in any case.')} all={piecesOf(c).map((p) => ({ value: p, text: plain(p) }))} chosen={again} onChange={(now) => setAgain(apart(again, now))} />} act={(reasons, note) => find(asking, reasons, note)} onClose={() => set(undefined)} />}
    </div>
  );
}
