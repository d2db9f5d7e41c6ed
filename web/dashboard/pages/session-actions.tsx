import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { ended, type Invitation, type Session } from '../../member/api/session.js';
import { useAction } from '../../member/state/action.js';
import { may } from '../../member/state/me.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/empty.js';
import { toast } from '../../ui/toast.js';
import { Made } from './session-new.js';
import { Reschedule } from './session-reschedule.js';

const movable = ['created', 'scheduled', 'joined', 'waiting', 'interrupted'];

export function Actions({ session }: { session: Session }) {
  const [shown, show] = useState<'link' | 'cancel' | 'reschedule' | undefined>(undefined);
  const [made, setMade] = useState<Invitation | undefined>(undefined);
  const path = '/v1/sessions/' + session.id;
  const close = () => show(undefined);
  const link = useAction(async () => {
    setMade(await ask<Invitation>('POST', path + '/token', {}));
    close();
    refresh(path);
  });
  const cancel = useAction(async () => {
    await ask('POST', path + '/cancel', {});
    refresh(path);
    close();
    toast('Session canceled');
  });
  if (!may('sessions:write') || ended.includes(session.status) || session.status === 'decided' || session.status === 'in_audit') return null;
  return (
    <>
      {movable.includes(session.status) && <Button icon="clock" onClick={() => show('reschedule')}>Reschedule</Button>}
      <Button icon="link" onClick={() => show('link')}>New link</Button>
      <Button kind="danger" icon="ban" onClick={() => show('cancel')}>Cancel</Button>
      {shown === 'link' && (
        <Dialog title="Issue a fresh link?" submit="Issue link" busy={link.busy} onSubmit={() => void link.run()} onClose={close}>
          <Refused by={link.refusal} />
          <Notice tone="warn">The link and the token that were given before stop working. The customer can go on with the new link on any device.</Notice>
        </Dialog>
      )}
      {shown === 'cancel' && (
        <Dialog title="Cancel this session?" submit="Cancel the session" kind="danger" closeText="Keep it" busy={cancel.busy} onSubmit={() => void cancel.run()} onClose={close}>
          <Refused by={cancel.refusal} />
          <p>The customer’s link stops working at once{session.status === 'in_progress' ? ', and the call that is going on ends' : ''}. This cannot be undone.</p>
        </Dialog>
      )}
      {shown === 'reschedule' && <Reschedule session={session} onClose={close} onMade={(v) => { close(); setMade(v); }} />}
      {made && <Made title="Fresh link" invitation={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
