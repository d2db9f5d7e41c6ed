import { useEffect, useState } from 'preact/hooks';
import type { Account } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { may, me } from '../../member/state/me.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';
import { DeskRulesForm } from './desk-rules.js';
import { Hours } from './hours.js';
import { ColourField, LookForm } from './look.js';
import { Preview } from './branding-preview.js';

const ours = '#2451d6';
const limit = 256 * 1024; // bytes of a logo

/** How customers see the account, with the page beside it as it will look. */
export function Branding() {
  const account = me.value?.account;
  const [name, setName] = useState(account?.name ?? '');
  const [color, setColor] = useState(account?.branding.color ?? '');
  const [look, setLook] = useState(account?.branding.look ?? {});
  useEffect(() => { setName(account?.name ?? ''); setColor(account?.branding.color ?? ''); setLook(account?.branding.look ?? {}); }, [account?.id]);
  const writes = may('account:write');
  const keep = (a: Account) => { if (me.value) me.value = { ...me.value, account: a }; };
  const save = useAction(async () => {
    keep(await ask<Account>('PATCH', '/v1/account', { name, branding: { color } }));
    toast('Branding saved');
  });
  const [tooLarge, setTooLarge] = useState('');
  const logo = useAction(async (file: File | undefined) => {
    setTooLarge('');
    if (!file) return;
    if (file.size > limit) return setTooLarge(`The picture has ${Math.ceil(file.size / 1024)} KB; at most 256 KB are taken.`);
    keep(await ask<Account>('PUT', '/v1/account/logo', file));
    toast('Logo saved');
  });
  const remove = useAction(async () => {
    await ask('DELETE', '/v1/account/logo');
    if (account) keep({ ...account, branding: { ...account.branding, logo_url: null } });
  });
  if (!account) return null;
  return (
    <>
      <PageHead name="Branding" title="Branding and hours" lead="What customers see of you, and when they can be met. The same in test and live." />
      {!writes && <Notice>Only admins change this.</Notice>}
      <div class="columns even">
        <div class="stack">
          <Panel title="On the customer’s page">
            <form class="form" onSubmit={(e) => { e.preventDefault(); void save.run(); }}>
              <Refused by={save.refusal} fields={['name', 'branding.color']} />
              <TextField label="Name" required maxLength={200} value={name} onInput={setName} error={save.refusal?.of('name')} />
              <ColourField label="Colour" hint="Darkened or lightened by itself where text on it would be hard to read" ours={ours} value={color} onInput={setColor} error={save.refusal?.of('branding.color')} />
              {writes && <div class="row"><Button kind="main" type="submit" busy={save.busy}>Save</Button></div>}
            </form>
          </Panel>
          <Panel title="Logo" note="PNG, JPEG or WebP of at most 256 KB; shown 32 pixels high">
            <div class="form">
              <Refused by={logo.refusal ?? remove.refusal} />
              {tooLarge && <Notice tone="bad">{tooLarge}</Notice>}
              <div class="row">
                <span class="logo-box">{account.branding.logo_url ? <img src={account.branding.logo_url} alt="Your logo" /> : <span class="quiet small">No logo</span>}</span>
                {writes && <label class={`button plain ${logo.busy ? 'busy' : ''}`}>Choose a picture<input class="heard" type="file" accept="image/png,image/jpeg,image/webp" onChange={(e) => { void logo.run(e.currentTarget.files?.[0]); e.currentTarget.value = ''; }} /></label>}
                {writes && account.branding.logo_url && <Button kind="quiet" icon="trash" busy={remove.busy} onClick={() => void remove.run()}>Remove</Button>}
              </div>
            </div>
          </Panel>
          <LookForm look={look} onInput={setLook} keep={keep} writes={writes} />
          <Hours />
          {account.desk && <DeskRulesForm known={account.desk} writes={writes} />}
        </div>
        <div class="stack"><Preview name={name} color={color || ours} look={look} logo={account.branding.logo_url ?? ''} /></div>
      </div>
    </>
  );
}
