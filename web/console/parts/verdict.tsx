// The dialog of a decision that needs reasons.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Reason } from '../../member/api/session.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { Dialog } from '../../ui/dialog.js';
import { Choices, TextField } from '../../ui/field.js';
import { phrase, say, spoken } from '../../ui/say.js';

interface Props {
  title: string;
  yes: string;
  from: Reason[];
  needed: boolean;
  danger?: boolean;
  bare?: boolean; // without a note
  lead?: string; // what is to be known before
  grouped?: boolean; // many reasons, by what they are about
  suggested?: string[]; // codes that the checks gave: they stand first
  codes?: string[]; // chosen before
  note: string;
  keep?: (begun: { codes: string[]; note: string }) => void; // of what is chosen, should the dialog be closed
  more?: ComponentChildren; // what else is to be chosen
  act: (reasons: Reason[], note: string) => Promise<void>;
  onClose: () => void;
}

const other = 'other'; // needs a note that says which

/** Reasons of the catalogue by what they are about; what no group knows stands in the last. */
const groups: [string, string[]][] = [
  [phrase('The document'), ['document_forged', 'document_copy', 'document_unreadable', 'document_expired', 'details_mismatch']],
  [phrase('The person'), ['face_mismatch', 'spoof_suspected', 'answers_wrong', 'prompting', 'several_people', 'under_pressure', 'suspected_fraud']],
  [phrase('Anything else'), []],
];

function parts(from: Reason[], grouped: boolean, suggested: string[]): [string, Reason[]][] {
  if (!grouped) return [['', from]];
  const told = from.filter((r) => suggested.includes(r.code));
  const rest = from.filter((r) => !told.includes(r));
  const of = (r: Reason) => groups.findIndex(([, codes]) => codes.includes(r.code));
  return ([[phrase('What the checks found'), told], ...groups.map(([name], i): [string, Reason[]] => [name, rest.filter((r) => of(r) === (i === groups.length - 1 ? -1 : i))])] as [string, Reason[]][]).filter(([, list]) => list.length);
}

export function Verdict({ title, yes, from, needed, danger, bare, lead, grouped = false, suggested = [], codes: chosen = [], note: begun, keep, more, act, onClose }: Props) {
  const [codes, setCodes] = useState<string[]>(chosen);
  const [note, setNote] = useState(begun);
  const [missing, setMissing] = useState(false);
  const [unsaid, setUnsaid] = useState(false);
  useEffect(() => keep?.({ codes, note }), [codes, note]);
  const go = useAction(async () => {
    const silent = codes.includes(other) && !note.trim();
    setMissing(needed && !codes.length);
    setUnsaid(silent);
    if (needed && !codes.length || silent) return;
    await act(from.filter((r) => codes.includes(r.code)), note.trim());
    onClose();
  });
  const legend = needed ? say('Why') : say('Why, if there is something to add');
  return (
    <Dialog title={title} submit={yes} kind={danger ? 'danger' : 'main'} busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}>
      <div class="form">
        <Refused by={go.refusal} />
        {lead && <p>{lead}</p>}
        {missing && <p class="bad-text" role="alert">{say('Choose at least one reason.')}</p>}
        {from.length > 0 && parts(from, grouped, suggested).map(([name, list]) => <Choices key={name} legend={name ? spoken(name) : legend} all={list.map((r) => ({ value: r.code, text: spoken(r.message) }))} chosen={codes} onChange={setCodes} />)}
        {more}
        {!bare && <TextField label={say('Note')} hint={say('Seen by auditors, and in the result. No identity numbers.')} error={unsaid ? say('Say which other reason it is.') : undefined} lines maxLength={2000} value={note} onInput={setNote} />}
      </div>
    </Dialog>
  );
}
