import { useState } from 'preact/hooks';
import { type Invite, type Member, type Role, roles } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import type { List } from '../../member/api/list.js';
import { useAction } from '../../member/state/action.js';
import { may, me } from '../../member/state/me.js';
import { refresh, useGet } from '../../member/state/resource.js';
import { Confirm } from '../../member/parts/confirm.js';
import { Refused, Wrong } from '../../member/parts/wrong.js';
import { EditMember } from './member-edit.js';
import { StaffRules } from './member-rules.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Secret } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/empty.js';
import { Choices, TextField } from '../../ui/field.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';

type Doing = { what: 'invite' } | { what: 'edit' | 'remove' | 'disarm'; member: Member } | { what: 'withdraw'; invite: Invite };

const roleText = (list: Role[]) => list.map((r) => roles.find((x) => x.value === r)?.text ?? r).join(', ');

export function Members() {
  const members = useGet<List<Member>>('/v1/members');
  const invites = useGet<List<Invite>>('/v1/invitations');
  const [doing, set] = useState<Doing | undefined>(undefined);
  const [link, setLink] = useState<Invite | undefined>(undefined);
  const close = () => set(undefined);
  const writes = may('account:write');
  const self = me.value?.member.id;
  const open = invites.data?.data.filter((i) => i.status !== 'accepted');
  return (
    <>
      <PageHead name="Members" title="Members" lead="Who may do what, in the dashboard and at the officers’ desk." action={writes && <Button kind="main" icon="plus" onClick={() => set({ what: 'invite' })}>Invite</Button>} />
      {members.problem && !members.data ? <Wrong problem={members.problem} reload={members.reload} /> : (
        <div class="panel">
          <Table caption="Members" rows={members.data?.data} id={(m) => m.id} expect={3} columns={[
            { head: 'Name', cell: (m) => <span class="person"><span class="named">{m.name}</span><span class="quiet small">{m.email}</span></span> },
            { head: '', fit: true, bare: true, cell: (m) => m.id === self && <Badge icon="users">You</Badge> },
            { head: 'Roles', cell: (m) => roleText(m.roles) },
            { head: 'Certificate', fit: true, cell: (m) => <Certified of={m} /> },
            { head: 'Second factor', fit: true, cell: (m) => (m.second_factor ? <Badge tone="good">On</Badge> : <span class="quiet">Off</span>) },
            { head: 'Since', fit: true, wide: true, cell: (m) => <Time at={m.created_at} /> },
            ...(writes ? [{ head: 'Actions', fit: true, right: true, cell: (m: Member) => <span class="acts">{m.second_factor && m.id !== self && <Button kind="quiet" small icon="lock" label={`Take the second factor off ${m.name}`} onClick={() => set({ what: 'disarm', member: m })} />}<Button kind="quiet" small onClick={() => set({ what: 'edit', member: m })}>Edit</Button>{m.id !== self && <Button kind="quiet" small icon="trash" label={`Remove ${m.name}`} onClick={() => set({ what: 'remove', member: m })} />}</span> }] : []),
          ]} />
        </div>
      )}
      <StaffRules writes={writes} />
      {!!open?.length && (
        <Panel flush title="Invitations">
          <Table caption="Open invitations" rows={open} id={(i) => i.id} columns={[
            { head: 'E-mail', cell: (i) => <span class="named">{i.email}</span> },
            { head: 'Status', fit: true, bare: true, cell: (i) => (i.status === 'expired' ? <Badge icon="clock">Expired</Badge> : <Badge tone="info" icon="mail">Open</Badge>) },
            { head: 'Roles', cell: (i) => roleText(i.roles) },
            { head: 'Ends', fit: true, cell: (i) => <Time at={i.expires_at} as="ago" /> },
            ...(writes ? [{ head: 'Actions', fit: true, right: true, cell: (i: Invite) => <span class="acts"><Button kind="quiet" small icon="trash" onClick={() => set({ what: 'withdraw', invite: i })}>Withdraw</Button></span> }] : []),
          ]} />
        </Panel>
      )}
      {doing?.what === 'invite' && <InviteForm onClose={close} onMade={(i) => { close(); setLink(i); refresh('/v1/invitations'); }} />}
      {doing?.what === 'edit' && <EditMember of={doing.member} onClose={close} />}
      {doing?.what === 'disarm' && (
        <Confirm title={`Take the second factor off ${doing.member.name}?`} yes="Take it off" onClose={close} act={async () => {
          await ask('DELETE', `/v1/members/${doing.member.id}/second_factor`);
          refresh('/v1/members');
          toast('Second factor taken off');
        }}>Authenticator, passkeys and recovery codes go. Do it when they have lost them all, and you have heard so from them. They are logged out everywhere, and their password alone lets them in again.</Confirm>
      )}
      {doing?.what === 'remove' && (
        <Confirm title={`Remove ${doing.member.name}?`} yes="Remove member" onClose={close} act={async () => {
          await ask('DELETE', '/v1/members/' + doing.member.id);
          refresh('/v1/members');
          toast('Member removed');
        }}>They are logged out everywhere at once, and a call that they conduct ends.</Confirm>
      )}
      {doing?.what === 'withdraw' && (
        <Confirm title="Withdraw this invitation?" yes="Withdraw" onClose={close} act={async () => {
          await ask('DELETE', '/v1/invitations/' + doing.invite.id);
          refresh('/v1/invitations');
        }}>The link that {doing.invite.email} holds stops working.</Confirm>
      )}
      {link?.url && (
        <Dialog title={`Invitation for ${link.email}`} onClose={() => setLink(undefined)} closeText="I have sent it">
          <Notice tone="warn">Send this link yourself, to them alone. It works once, and is shown only now.</Notice>
          <Secret text={link.url} what="link" />
        </Dialog>
      )}
    </>
  );
}

/** A certificate of training, and whether it still counts. */
function Certified({ of: m }: { of: Member }) {
  const c = m.certificate;
  if (!c) return <span class="quiet">None</span>;
  const lapsed = Date.parse(c.expires_at) <= Date.now();
  return <span title={c.number}>{lapsed ? <Badge tone="bad">Lapsed</Badge> : <>until <Time at={c.expires_at} as="day" /></>}</span>;
}

function InviteForm({ onClose, onMade }: { onClose: () => void; onMade: (i: Invite) => void }) {
  const [email, setEmail] = useState('');
  const [chosen, choose] = useState<Role[]>([]);
  const [none, setNone] = useState(false);
  const invite = useAction(async () => onMade(await ask<Invite>('POST', '/v1/invitations', { email: email.trim(), roles: chosen })));
  return (
    <Dialog title="Invite a member" submit="Make the link" busy={invite.busy} onSubmit={() => { setNone(!chosen.length); if (chosen.length) void invite.run(); }} onClose={onClose}>
      <Refused by={invite.refusal} fields={['email']} />
      <TextField label="E-mail" type="email" required value={email} onInput={setEmail} error={invite.refusal?.of('email')} />
      <Choices legend="Roles" hint={chosen.length ? undefined : 'At least one.'} all={roles} chosen={chosen} onChange={choose} />
      {none && !chosen.length && <Notice tone="bad">Choose at least one role: it says what they may do.</Notice>}
    </Dialog>
  );
}
