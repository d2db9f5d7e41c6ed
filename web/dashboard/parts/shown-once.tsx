import { Secret } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/empty.js';

/** A secret, this once. */
export function ShownOnce({ title, secrets, onClose, children }: { title: string; secrets: [string, string][]; onClose: () => void; children?: preact.ComponentChildren }) {
  return (
    <Dialog title={title} onClose={onClose} closeText="I have kept it">
      <Notice tone="warn">Shown only now: we keep a hash. Put it where your server reads its secrets.</Notice>
      {secrets.map(([what, text]) => <div key={what} class="field"><label>{what}</label><Secret text={text} what={what.toLowerCase()} /></div>)}
      {children}
    </Dialog>
  );
}
