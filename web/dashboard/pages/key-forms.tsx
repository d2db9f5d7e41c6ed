import { useState } from 'preact/hooks';
import type { Key } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { me } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Overlap } from '../parts/overlap.js';
import { Scopes } from '../parts/scopes.js';
import { Refused } from '../../member/parts/wrong.js';
import { Dialog } from '../../ui/dialog.js';
import { Choice, TextField } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';

const lines = (text: string) => text.split(/[\s,]+/).filter(Boolean);
const origins = { label: 'Origins (optional)', lines: true, mono: true, placeholder: 'https://www.example.com', hint: 'One a line: only pages of these may use the key. Empty: any' };

export function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (k: Key) => void }) {
  const [kind, setKind] = useState<Key['kind']>('secret');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(me.value?.permissions ?? []);
  const [pages, setPages] = useState('');
  const create = useAction(async () => {
    const all = scopes.length === me.value?.permissions.length;
    onMade(await ask<Key>('POST', '/v1/api_keys', { kind, name, ...(kind === 'secret' && !all ? { scopes } : {}), ...(kind === 'public' && lines(pages).length ? { origins: lines(pages) } : {}) }));
  });
  const wrong = create.refusal;
  return (
    <Dialog title={`Create a ${mode.value} key`} submit="Create key" busy={create.busy} onSubmit={() => void create.run()} onClose={onClose}>
      <Refused by={wrong} fields={['name', 'origins', 'scopes']} />
      <fieldset class="fieldset">
        <legend>Kind</legend>
        <Choice radio name="kind" checked={kind === 'secret'} onChange={() => setKind('secret')} hint="For your servers">Secret key</Choice>
        <Choice radio name="kind" checked={kind === 'public'} onChange={() => setKind('public')} hint="For the SDK in pages and apps">Public key</Choice>
      </fieldset>
      <TextField label="Name" required maxLength={100} value={name} onInput={setName} error={wrong?.of('name')} hint="What it is for, to tell keys apart" />
      {kind === 'secret' ? <Scopes chosen={scopes} onChange={setScopes} hint="Less is safer: a key that only reads cannot create" /> : <TextField {...origins} value={pages} onInput={setPages} error={wrong?.of('origins')} />}
    </Dialog>
  );
}

export function EditKey({ of, onClose }: { of: Key; onClose: () => void }) {
  const [name, setName] = useState(of.name);
  const [scopes, setScopes] = useState(of.scopes);
  const [pages, setPages] = useState(of.origins.join('\n'));
  const save = useAction(async () => {
    await ask('PATCH', '/v1/api_keys/' + of.id, { name, ...(of.kind === 'secret' ? { scopes } : { origins: lines(pages) }) });
    refresh('/v1/api_keys');
    onClose();
    toast('Key changed');
  });
  return (
    <Dialog title="Edit key" submit="Save" busy={save.busy} onSubmit={() => void save.run()} onClose={onClose}>
      <Refused by={save.refusal} fields={['name', 'origins']} />
      <TextField label="Name" required maxLength={100} value={name} onInput={setName} error={save.refusal?.of('name')} />
      {of.kind === 'secret' ? <Scopes chosen={scopes} onChange={setScopes} hint="Holds from the next request on" /> : <TextField {...origins} value={pages} onInput={setPages} error={save.refusal?.of('origins')} />}
    </Dialog>
  );
}

export function RollKey({ of, onClose, onMade }: { of: Key; onClose: () => void; onMade: (k: Key) => void }) {
  const [overlap, setOverlap] = useState('86400');
  const roll = useAction(async () => onMade(await ask<Key>('POST', `/v1/api_keys/${of.id}/roll`, { overlap: Number(overlap) })));
  return (
    <Dialog title={`Roll “${of.name}”`} submit="Roll key" busy={roll.busy} onSubmit={() => void roll.run()} onClose={onClose}>
      <Refused by={roll.refusal} />
      <p>You get a new key with the same name and rights. Put it in place, then the former one ends by itself.</p>
      <Overlap value={overlap} onInput={setOverlap} what="key" />
    </Dialog>
  );
}
