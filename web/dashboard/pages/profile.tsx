import { useState } from 'preact/hooks';
import { type LoginPlace, type Me, roles } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import type { List } from '../../member/api/list.js';
import { useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { setTheme, type Theme, theme } from '../../member/state/theme.js';
import { useGet } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { browserOf } from '../../member/parts/agent.js';
import { Authenticator, RecoveryCodes } from './profile-factor.js';
import { Passkeys } from './profile-passkeys.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { PageHead } from '../../ui/page.js';
import { Facts, Panel } from '../../ui/panel.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Segments } from '../../ui/tabs.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';

const themes: { value: Theme; text: string }[] = [{ value: 'system', text: 'Device' }, { value: 'light', text: 'Light' }, { value: 'dark', text: 'Dark' }];

export function Profile() {
  const member = me.value?.member;
  if (!member) return null;
  return (
    <>
      <PageHead name="Your profile" title="Your profile" />
      <div class="columns even">
        <div class="stack">
          <Panel title="You"><Facts of={[['Name', member.name], ['E-mail', member.email], ['Roles', member.roles.map((r) => roles.find((x) => x.value === r)?.text ?? r).join(', ')], ['Theme', <Segments label="Theme" options={themes} value={theme.value} onChange={setTheme} />]]} /></Panel>
          <Password />
          <Passkeys />
          <Authenticator />
          <RecoveryCodes />
        </div>
        <div class="stack"><Logins /></div>
      </div>
    </>
  );
}

function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useAction(async () => {
    me.value = await ask<Me>('POST', '/dashboard/password', { current, new: next });
    setCurrent('');
    setNext('');
    toast('Password changed. You are logged out everywhere else.');
  });
  const wrong = change.refusal;
  return (
    <Panel title="Password" note="Changing it logs you out everywhere else">
      <form class="form" onSubmit={(e) => { e.preventDefault(); void change.run(); }}>
        <Refused by={wrong} fields={['current', 'new']} />
        <input class="heard" type="email" name="email" autocomplete="username" value={me.value?.member.email} readonly tabIndex={-1} aria-label="E-mail" />
        <TextField label="Current password" type="password" autocomplete="current-password" required value={current} onInput={setCurrent} error={wrong?.of('current')} />
        <TextField label="New password" type="password" autocomplete="new-password" required minLength={12} value={next} onInput={setNext} error={wrong?.of('new')} hint="At least 12 characters" />
        <div class="row"><Button type="submit" busy={change.busy}>Change password</Button></div>
      </form>
    </Panel>
  );
}

function Logins() {
  const list = useGet<List<LoginPlace>>('/dashboard/me/logins');
  const end = useAction(async (id: string) => {
    await ask('DELETE', '/dashboard/me/logins/' + id);
    list.reload();
    toast('Logged out there');
  });
  return (
    <Panel flush title="Where you are logged in">
      {!list.data ? <div class="body"><SkeletonLines /></div> : (
        <ul class="places">{list.data.data.map((l) => (
          <li key={l.id}>
            <div><b title={l.agent}>{browserOf(l.agent)}</b> {l.current && <Badge tone="good">This one</Badge>} {l.method === 'sso' && <Badge icon="lock">Single sign-on</Badge>}{l.method === 'passkey' && <Badge icon="key">Passkey</Badge>}<div class="small quiet"><span class="mono">{l.address}</span>, seen <Time at={l.seen_at} as="ago" /></div></div>
            {!l.current && <Button small busy={end.busy} onClick={() => void end.run(l.id)}>Log out</Button>}
          </li>
        ))}</ul>
      )}
      <Refused by={end.refusal} />
    </Panel>
  );
}
