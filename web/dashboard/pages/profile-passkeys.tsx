import { useState } from 'preact/hooks';
import type { Me, Passkey } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { usable } from '../../member/api/passkey.js';
import { AddPasskey, NoPasskeys } from '../../member/parts/add-passkey.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { Password } from './profile-factor.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';

const path = '/dashboard/me/passkeys';

/** The member's own passkeys. */
export function Passkeys() {
  const [doing, set] = useState<'add' | { what: 'rename' | 'remove'; of: Passkey } | undefined>(undefined);
  const f = me.value?.second_factor;
  if (!f) return null;
  const can = usable(me.value?.passkey_site);
  const list = f.passkeys;
  const close = () => set(undefined);
  const last = list.length === 1 && !f.authenticator;
  return (
    <Panel flush title="Passkeys" note="Log in with your fingerprint, face or screen lock, without a password" action={list.length > 0 && <Badge tone="good">On</Badge>}>
      {list.length > 0 && (
        <ul class="places">{list.map((p) => (
          <li key={p.id}>
            <div>
              <b>{p.name}</b> {p.synced && <Badge>Synced</Badge>}
              <div class="small quiet">Added <Time at={p.created_at} as="day" />{p.used_at ? <>, used <Time at={p.used_at} as="ago" /></> : ', not used yet'}</div>
              {p.doubted_at && <div class="small doubted">Refused <Time at={p.doubted_at} as="ago" />: there may be a copy of it. Remove it.</div>}
            </div>
            <span class="acts"><Button small label={`Rename ${p.name}`} kind="quiet" onClick={() => set({ what: 'rename', of: p })}>Rename</Button><Button small kind="quiet" icon="trash" label={`Remove ${p.name}`} onClick={() => set({ what: 'remove', of: p })} /></span>
          </li>
        ))}</ul>
      )}
      <div class="body">
        {!can ? <NoPasskeys /> : doing === 'add'
          ? <AddPasskey onBack={close} onDone={() => { close(); toast('Passkey added. You are logged out everywhere else.'); }} />
          : <div class="row"><Button icon="plus" onClick={() => set('add')}>Add a passkey</Button></div>}
      </div>
      {typeof doing === 'object' && doing.what === 'rename' && <Rename of={doing.of} onClose={close} />}
      {typeof doing === 'object' && doing.what === 'remove' && (
        <Password title={`Remove ${doing.of.name}?`} yes="Remove" danger onClose={close} text={(last ? 'It is your only second factor: the password alone lets you in then, and recovery codes end.' : 'It does not let you in any more.') + ' You are logged out everywhere else. Remove it in your device or password manager too.'} act={async (password) => {
          me.value = await ask<Me>('POST', `${path}/${doing.of.id}/remove`, { password });
          close();
          toast('Passkey removed');
        }} />
      )}
    </Panel>
  );
}

function Rename({ of, onClose }: { of: Passkey; onClose: () => void }) {
  const [name, setName] = useState(of.name);
  const send = useAction(async () => {
    me.value = await ask<Me>('PATCH', `${path}/${of.id}`, { name: name.trim() });
    onClose();
  });
  return (
    <Dialog title="Rename the passkey" submit="Save" busy={send.busy} onSubmit={() => void send.run()} onClose={onClose}>
      <Refused by={send.refusal} fields={['name']} />
      <TextField label="Name of the passkey" required maxLength={60} value={name} onInput={setName} error={send.refusal?.of('name')} />
    </Dialog>
  );
}
