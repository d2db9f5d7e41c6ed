import { useState } from 'preact/hooks';
import type { Key } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { may } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Confirm } from '../../member/parts/confirm.js';
import { usePages } from '../parts/more.js';
import { ScopeTags } from '../parts/scopes.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Wrong } from '../../member/parts/wrong.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { PageHead } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import { EditKey, NewKey, RollKey } from './key-forms.js';

type Doing = { what: 'new' } | { what: 'edit' | 'roll' | 'revoke'; key: Key };

export const over = (k: Key): boolean => !!k.revoked_at || (!!k.expires_at && Date.parse(k.expires_at) <= Date.now());

export function Keys() {
  const list = usePages<Key>('/v1/api_keys');
  const [doing, set] = useState<Doing | undefined>(undefined);
  const [made, setMade] = useState<Key | undefined>(undefined);
  const close = () => set(undefined);
  const done = (k: Key) => {
    close();
    setMade(k);
    refresh('/v1/api_keys');
  };
  const writes = may('keys:write');
  const of = (kind: Key['kind']) => list.rows?.filter((k) => k.kind === kind);
  const table = (kind: Key['kind'], title: string, note: string) => (
    <Panel flush title={title} note={note}>
      {of(kind)?.length === 0
        ? <Empty tight icon="key" title={`No ${kind} keys in ${mode.value} mode`} action={writes && <Button icon="plus" onClick={() => set({ what: 'new' })}>Create key</Button>} />
        : <KeyTable rows={of(kind)} kind={kind} act={writes ? (what, key) => set({ what, key }) : undefined} />}
    </Panel>
  );
  return (
    <>
      <PageHead name="API keys" title="API keys" lead={mode.value === 'test' ? 'Test keys cost nothing and reach nobody.' : 'Live keys meet real customers. Keep secret keys on servers.'} action={writes && <Button kind="main" icon="plus" onClick={() => set({ what: 'new' })}>Create key</Button>} />
      {list.problem && !list.rows ? <Wrong problem={list.problem} reload={list.reload} /> : <>
        {table('secret', 'Secret keys', 'For your servers. Whoever holds one acts as you.')}
        {table('public', 'Public keys', 'For the SDK in pages and apps. They can start it, nothing else.')}
        {list.more}
      </>}
      {doing?.what === 'new' && <NewKey onClose={close} onMade={done} />}
      {doing?.what === 'edit' && <EditKey of={doing.key} onClose={close} />}
      {doing?.what === 'roll' && <RollKey of={doing.key} onClose={close} onMade={done} />}
      {doing?.what === 'revoke' && (
        <Confirm title={`Revoke “${doing.key.name}”?`} yes="Revoke key" onClose={close} act={async () => {
          await ask('DELETE', '/v1/api_keys/' + doing.key.id);
          refresh('/v1/api_keys');
          toast('Key revoked');
        }}>Whatever uses it is refused from now on. This cannot be undone; to replace it without a gap, roll it.</Confirm>
      )}
      {made?.key && <ShownOnce title={made.kind === 'secret' ? 'Your new secret key' : 'Your new public key'} secrets={[[made.name, made.key]]} onClose={() => setMade(undefined)} />}
    </>
  );
}

function KeyTable({ rows, kind, act }: { rows: Key[] | undefined; kind: Key['kind']; act: ((what: 'edit' | 'roll' | 'revoke', k: Key) => void) | undefined }) {
  return (
    <Table caption={`${kind} keys`} rows={rows} id={(k) => k.id} expect={2} columns={[
      { head: 'Name', cell: (k) => <span class={over(k) ? 'named quiet' : 'named'}>{k.name}</span> },
      { head: 'Status', cell: (k) => <State of={k} />, fit: true, bare: true },
      { head: 'Key', cell: (k) => <span class="mono quiet">{k.hint}</span>, fit: true },
      kind === 'secret' ? { head: 'May', cell: (k) => <ScopeTags of={k.scopes} /> } : { head: 'Origins', cell: (k) => (k.origins.length ? <span class="small">{k.origins.join(', ')}</span> : <span class="quiet small">Any</span>) },
      { head: 'Last used', cell: (k) => (k.last_used_at ? <Time at={k.last_used_at} as="ago" /> : <span class="quiet">never</span>), fit: true },
      ...(act ? [{ head: 'Actions', right: true, fit: true, cell: (k: Key) => (over(k) ? null : <span class="acts"><Button kind="quiet" small onClick={() => act('edit', k)}>Edit</Button><Button kind="quiet" small icon="roll" onClick={() => act('roll', k)}>Roll</Button><Button kind="quiet" small icon="trash" label={`Revoke ${k.name}`} onClick={() => act('revoke', k)} /></span>) }] : []),
    ]} />
  );
}

function State({ of: k }: { of: Key }) {
  if (k.revoked_at) return <Badge icon="ban">Revoked</Badge>;
  if (over(k)) return <Badge icon="clock">Expired</Badge>;
  if (k.expires_at) return <Badge tone="warn" icon="clock">Ends <Time at={k.expires_at} as="ago" /></Badge>;
  return <Badge tone="good">Active</Badge>;
}
