// A rule that stands unmet by the word of two people: the officer asks, a supervisor answers.

import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { say, spoken } from '../../ui/say.js';
import type { Case, Rule } from '../api/case.js';
import { works } from '../groups.js';

const inCall = (c: Case) => c.status === 'in_progress' || c.status === 'interrupted';

/** Waivers that wait for an answer. */
export const open = (c: Case) => c.waivers.filter((w) => !w.second);

/** The officer's side, in the call. */
export function AskWaiver({ of: c, rule, show }: { of: Case; rule: Rule; show: (c: Case) => void }) {
  const [asking, set] = useState(false);
  const [why, setWhy] = useState('');
  const go = useAction(async () => {
    show(await ask<Case>('POST', `/desk/sessions/${c.id}/waivers`, { rule: rule.id, why: why.trim() }));
    set(false);
  });
  if (!c.mine || !inCall(c) || rule.severity !== 'mandatory' || rule.pending || !rule.waivable) return null;
  if (open(c).some((w) => w.rule === rule.id)) return <span class="small quiet block">{say('A supervisor is asked.')}</span>;
  return (
    <>
      <Button small kind="quiet" onClick={() => set(true)}>{say('Ask for a waiver')}</Button>
      {asking && (
        <Dialog title={say('Ask for a waiver')} submit={say('Ask a supervisor')} busy={go.busy} onSubmit={() => void go.run()} onClose={() => set(false)}>
          <div class="form"><Refused by={go.refusal} /><p>{spoken(rule.text)}</p><TextField label={say('Why')} hint={say('Seen by the supervisor, and in result and report. No identity numbers.')} lines maxLength={2000} value={why} onInput={setWhy} /></div>
        </Dialog>
      )}
    </>
  );
}

/** The supervisor's side, on the case. */
export function Waivers({ of: c, reload }: { of: Case; reload: () => void }) {
  const go = useAction(async (rule: string, grant: boolean) => {
    await ask<Case>('POST', `/desk/sessions/${c.id}/waivers/${rule}/answer`, { grant });
    reload();
  });
  const list = open(c);
  if (!list.length || !inCall(c) || c.mine || !works('supervisor', 'admin')) return null;
  return (
    <Panel title={say('Waivers to answer')}>
      <Refused by={go.refusal} />
      <ul class="questions">
        {list.map((w) => (
          <li key={w.rule}>
            <p>{spoken(c.rules.find((r) => r.id === w.rule)?.text ?? w.rule)}</p>
            <p class="small quiet">{w.by.name}: {w.why}</p>
            <div class="row"><Button small kind="main" busy={go.busy} onClick={() => void go.run(w.rule, true)}>{say('Grant')}</Button><Button small busy={go.busy} onClick={() => void go.run(w.rule, false)}>{say('Refuse')}</Button></div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
