import { useState } from 'preact/hooks';
import type { Me } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { Enrol, Recovery } from '../../member/parts/enrol.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { me, recognise } from '../../member/state/me.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';

const path = '/dashboard/me/second_factor';

/** The member's authenticator that shows codes. */
export function Authenticator() {
  const [doing, set] = useState<'enrol' | 'disable' | undefined>(undefined);
  const f = me.value?.second_factor;
  if (!f) return null;
  const close = () => set(undefined);
  const sso = me.value?.login.method === 'sso';
  return (
    <Panel title="Authenticator" note="A code of your phone beside the password" action={f.authenticator ? <Badge tone="good">On</Badge> : <Badge>Off</Badge>}>
      {f.authenticator ? (
        <div class="stack">
          <Facts of={[['Since', f.since && <Time at={f.since} />]]} />
          <div class="row"><Button onClick={() => set('disable')}>Turn off</Button></div>
        </div>
      ) : doing === 'enrol'
        ? <Enrol onDone={() => { close(); toast('Your authenticator is on. You are logged out everywhere else.'); }} />
        : (
          <div class="form">
            {sso && <p class="small">You have logged in by single sign-on, which asks for what it wants itself. An authenticator here is for logging in with your password.</p>}
            <div class="row"><Button onClick={() => set('enrol')}>Set up</Button></div>
          </div>
        )}
      {doing === 'disable' && (
        <Password title="Turn off your authenticator?" yes="Turn off" danger onClose={close} text={(f.passkeys.length ? 'Your passkeys stay.' : 'The password alone lets you in then.') + ' You are logged out everywhere else.'} act={async (password) => {
          me.value = await ask<Me>('POST', path + '/disable', { password });
          close();
          toast('Your authenticator is off');
        }} />
      )}
    </Panel>
  );
}

/** What is left for the day on which authenticator and passkeys are lost. */
export function RecoveryCodes() {
  const [doing, set] = useState(false);
  const [codes, setCodes] = useState<string[] | undefined>(undefined);
  const f = me.value?.second_factor;
  if (!f?.on) return null;
  const close = () => { set(false); setCodes(undefined); };
  const done = () => { close(); void recognise(); };
  return (
    <Panel title="Recovery codes" note="For the day on which your phone or passkey is lost">
      <div class="stack">
        <Facts of={[['Recovery codes left', String(f.recovery_codes_left)]]} />
        {f.recovery_codes_left < 3 && <Notice tone="warn">Make new recovery codes before the last one is used.</Notice>}
        <div class="row"><Button onClick={() => set(true)}>New recovery codes</Button></div>
      </div>
      {doing && (codes
        ? <Dialog title="New recovery codes" closeText="Close" onClose={done}><Recovery codes={codes} onDone={done} /></Dialog>
        : <Password title="New recovery codes" yes="Make new codes" onClose={close} text="Those that are left stop working." act={async (password) => setCodes((await ask<{ recovery_codes: string[] }>('POST', path + '/recovery_codes', { password })).recovery_codes)} />)}
    </Panel>
  );
}

/** What a cookie alone is not enough for. */
export function Password({ title, text, yes, danger, act, onClose }: { title: string; text: string; yes: string; danger?: boolean; act: (password: string) => Promise<void>; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const send = useAction(() => act(password));
  return (
    <Dialog title={title} submit={yes} kind={danger ? 'danger' : 'main'} busy={send.busy} onSubmit={() => void send.run()} onClose={onClose}>
      <p>{text}</p>
      <Refused by={send.refusal} />
      <TextField label="Your password" type="password" autocomplete="current-password" required value={password} onInput={setPassword} />
    </Dialog>
  );
}
