import type { ComponentChildren } from 'preact';
import { useAction } from '../state/action.js';
import { Dialog } from '../../ui/dialog.js';
import { Refused } from './wrong.js';

/** A question before something that cannot be undone. */
export function Confirm({ title, yes, act, onClose, children }: { title: string; yes: string; act: () => Promise<void>; onClose: () => void; children: ComponentChildren }) {
  const go = useAction(async () => {
    await act();
    onClose();
  });
  return <Dialog title={title} submit={yes} kind="danger" busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}><Refused by={go.refusal} /><p>{children}</p></Dialog>;
}
