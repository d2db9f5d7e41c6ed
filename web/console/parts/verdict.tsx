// The dialog of a decision that needs reasons.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Reason } from '../../member/api/session.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Dialog } from '../../ui/dialog.js';
import { Choices, TextField } from '../../ui/field.js';
import { say, spoken } from '../../ui/say.js';

interface Props {
  title: string;
  yes: string;
  from: Reason[];
  needed: boolean;
  danger?: boolean;
  bare?: boolean; // without a note
  note: string;
  more?: ComponentChildren; // what else is to be chosen
  act: (reasons: Reason[], note: string) => Promise<void>;
  onClose: () => void;
}

export function Verdict({ title, yes, from, needed, danger, bare, note: begun, more, act, onClose }: Props) {
  const [codes, setCodes] = useState<string[]>([]);
  const [note, setNote] = useState(begun);
  const [missing, setMissing] = useState(false);
  const go = useAction(async () => {
    setMissing(needed && !codes.length);
    if (needed && !codes.length) return;
    await act(from.filter((r) => codes.includes(r.code)), note.trim());
    onClose();
  });
  return (
    <Dialog title={title} submit={yes} kind={danger ? 'danger' : 'main'} busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}>
      <div class="form">
        <Refused by={go.refusal} />
        {missing && <p class="bad-text" role="alert">{say('Choose at least one reason.')}</p>}
        {from.length > 0 && <Choices legend={needed ? say('Why') : say('Why, if there is something to add')} all={from.map((r) => ({ value: r.code, text: spoken(r.message) }))} chosen={codes} onChange={setCodes} />}
        {more}
        {!bare && <TextField label={say('Note')} hint={say('Seen by auditors, and in the result. No identity numbers.')} lines maxLength={2000} value={note} onInput={setNote} />}
      </div>
    </Dialog>
  );
}
