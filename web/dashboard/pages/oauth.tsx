import { useState } from 'preact/hooks';
import type { OAuthClient } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { may, me } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Confirm } from '../../member/parts/confirm.js';
import { usePages } from '../parts/more.js';
import { Overlap } from '../parts/overlap.js';
import { Scopes, ScopeTags } from '../parts/scopes.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Refused, Wrong } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Code } from '../../ui/code.js';
import { Id } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Empty } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

const path = '/v1/oauth_clients';
const tokenCall = (id: string, secret: string) => `curl -s ${location.origin}/oauth/token \\\n  -u "${id}:${secret}" \\\n  -d grant_type=client_credentials`;

type Doing = { what: 'new' } | { what: 'roll' | 'delete'; client: OAuthClient };

export function OAuth() {
  const list = usePages<OAuthClient>(path);
  const [doing, set] = useState<Doing | undefined>(undefined);
  const [made, setMade] = useState<OAuthClient | undefined>(undefined);
  const close = () => set(undefined);
  const done = (c: OAuthClient) => {
    close();
    setMade(c);
    refresh(path);
  };
  const writes = may('keys:write');
  const create = writes && <Button kind="main" icon="plus" onClick={() => set({ what: 'new' })}>Create client</Button>;
  return (
    <>
      <PageHead name="OAuth clients" title="OAuth clients" lead="For programs that take short-lived tokens instead of keys: OAuth 2 client credentials, one hour each." action={create} />
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} /> : (
        <div class="panel">
          {list.rows?.length === 0
            ? <Empty icon="plug" title={`No OAuth clients in ${mode.value} mode`} action={create}>API gateways and identity teams often ask for this. Otherwise an API key is simpler.</Empty>
            : <>
                <Table caption="OAuth clients" rows={list.rows} id={(c) => c.id} expect={2} columns={[
                  { head: 'Name', cell: (c) => <span class="named">{c.name}</span> },
                  { head: 'Client id', cell: (c) => <Id id={c.id} /> },
                  { head: 'May', cell: (c) => <ScopeTags of={c.scopes} /> },
                  { head: 'Last used', fit: true, cell: (c) => (c.last_used_at ? <Time at={c.last_used_at} as="ago" /> : <span class="quiet">never</span>) },
                  ...(writes ? [{ head: 'Actions', right: true, fit: true, cell: (c: OAuthClient) => <span class="acts"><Button kind="quiet" small icon="roll" onClick={() => set({ what: 'roll', client: c })}>Roll secret</Button><Button kind="quiet" small icon="trash" label={`Delete ${c.name}`} onClick={() => set({ what: 'delete', client: c })} /></span> }] : []),
                ]} />
                {list.more}
              </>}
        </div>
      )}
      <Panel title="How a client gets a token" note="Discovery, keys and introspection are where RFC 8414 says."><div class="stack"><Code language="sh" what="command" text={tokenCall('CLIENT_ID', 'CLIENT_SECRET')} /><p class="small"><a href="/.well-known/oauth-authorization-server" target="_blank" rel="noopener">/.well-known/oauth-authorization-server</a></p></div></Panel>
      {doing?.what === 'new' && <NewClient onClose={close} onMade={done} />}
      {doing?.what === 'roll' && <RollSecret of={doing.client} onClose={close} onMade={done} />}
      {doing?.what === 'delete' && (
        <Confirm title={`Delete “${doing.client.name}”?`} yes="Delete client" onClose={close} act={async () => {
          await ask('DELETE', `${path}/${doing.client.id}`);
          refresh(path);
        }}>Its secret and every token that it holds stop working at once.</Confirm>
      )}
      {made?.client_secret && <ShownOnce title="The client’s secret" secrets={[['Client id', made.id], ['Client secret', made.client_secret]]} onClose={() => setMade(undefined)}><Code language="sh" what="command" wrap text={tokenCall(made.id, made.client_secret)} /></ShownOnce>}
    </>
  );
}

function NewClient({ onClose, onMade }: { onClose: () => void; onMade: (c: OAuthClient) => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['sessions:read', 'sessions:write'].filter((s) => me.value?.permissions.includes(s)));
  const create = useAction(async () => onMade(await ask<OAuthClient>('POST', path, { name, scopes })));
  return (
    <Dialog title={`Create a ${mode.value} OAuth client`} submit="Create client" busy={create.busy} onSubmit={() => void create.run()} onClose={onClose}>
      <Refused by={create.refusal} fields={['name']} />
      <TextField label="Name" required maxLength={100} value={name} onInput={setName} error={create.refusal?.of('name')} />
      <Scopes chosen={scopes} onChange={setScopes} hint="A token can ask for less, never for more" />
    </Dialog>
  );
}

function RollSecret({ of, onClose, onMade }: { of: OAuthClient; onClose: () => void; onMade: (c: OAuthClient) => void }) {
  const [overlap, setOverlap] = useState('86400');
  const roll = useAction(async () => onMade(await ask<OAuthClient>('POST', `${path}/${of.id}/roll_secret`, { overlap: Number(overlap) })));
  return <Dialog title={`Roll the secret of “${of.name}”`} submit="Roll secret" busy={roll.busy} onSubmit={() => void roll.run()} onClose={onClose}><Refused by={roll.refusal} /><Overlap value={overlap} onInput={setOverlap} what="secret" /></Dialog>;
}
