import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { eventTypes } from '../../member/api/event.js';
import type { Delivery, Endpoint, EndpointWithSecret } from '../api/webhook.js';
import { useAction } from '../../member/state/action.js';
import { at, go } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Confirm } from '../../member/parts/confirm.js';
import { Overlap } from '../parts/overlap.js';
import { ShownOnce } from '../parts/shown-once.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Choice, SelectField } from '../../ui/field.js';
import { Menu } from '../../ui/menu.js';
import { toast } from '../../ui/toast.js';
import { EndpointForm } from './endpoint-form.js';

type Doing = 'edit' | 'roll' | 'test' | 'replay' | 'disable' | 'delete';

export function EndpointActions({ endpoint: e }: { endpoint: Endpoint }) {
  const [doing, set] = useState<Doing | undefined>(undefined);
  const [secret, setSecret] = useState('');
  const path = '/v1/webhook_endpoints/' + e.id;
  const close = () => set(undefined);
  const status = async (to: Endpoint['status']) => {
    await ask('PATCH', path, { status: to });
    refresh('/v1/webhook_endpoints');
    toast(to === 'enabled' ? 'Endpoint enabled' : 'Endpoint disabled');
  };
  const enable = useAction(() => status('enabled'));
  return (
    <>
      {e.status === 'disabled' ? <Button kind="main" icon="play" busy={enable.busy} onClick={() => void enable.run()}>Enable</Button> : <Button icon="send" onClick={() => set('test')}>Send test event</Button>}
      <Button icon="roll" onClick={() => set('replay')}>Replay</Button>
      <Menu label="More actions" items={[
        { text: 'Edit', icon: 'settings', act: () => set('edit') },
        { text: 'Roll the secret', icon: 'key', act: () => set('roll') },
        ...(e.status === 'enabled' ? [{ text: 'Disable', icon: 'pause' as const, act: () => set('disable') }] : []),
        { text: 'Delete', icon: 'trash', act: () => set('delete') },
      ]} />
      {doing === 'edit' && <EndpointForm of={e} onClose={close} />}
      {doing === 'test' && <SendTest endpoint={e} onClose={close} />}
      {doing === 'replay' && <Replay endpoint={e} onClose={close} />}
      {doing === 'roll' && <Roll path={path} onClose={close} onMade={(s) => { close(); setSecret(s); refresh('/v1/webhook_endpoints'); }} />}
      {doing === 'disable' && <Confirm title="Disable this endpoint?" yes="Disable" act={() => status('disabled')} onClose={close}>Nothing is sent to it until you enable it again. Its events are kept and can be replayed.</Confirm>}
      {doing === 'delete' && <Confirm title="Delete this endpoint?" yes="Delete endpoint" onClose={close} act={async () => {
        await ask('DELETE', path);
        refresh('/v1/webhook_endpoints');
        go(at('/webhooks'));
      }}>Nothing more is sent to {e.url}, and its attempts are gone from this page. This cannot be undone.</Confirm>}
      {secret && <ShownOnce title="The new signing secret" secrets={[['Signing secret', secret]]} onClose={() => setSecret('')} />}
    </>
  );
}

function Roll({ path, onClose, onMade }: { path: string; onClose: () => void; onMade: (secret: string) => void }) {
  const [overlap, setOverlap] = useState('86400');
  const roll = useAction(async () => onMade((await ask<EndpointWithSecret>('POST', path + '/roll_secret', { overlap: Number(overlap) })).secret));
  return (
    <Dialog title="Roll the signing secret" submit="Roll secret" busy={roll.busy} onSubmit={() => void roll.run()} onClose={onClose}>
      <Refused by={roll.refusal} />
      <p>Until the former secret ends, each delivery is signed with both: your server may check either.</p>
      <Overlap value={overlap} onInput={setOverlap} what="secret" />
    </Dialog>
  );
}

function SendTest({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const types = endpoint.events.length ? endpoint.events : [...eventTypes];
  const [type, setType] = useState('webhook_endpoint.test');
  const send = useAction(async () => {
    const d = await ask<Delivery>('POST', `/v1/webhook_endpoints/${endpoint.id}/test`, type === 'webhook_endpoint.test' ? {} : { type });
    refresh('/v1/webhook_deliveries');
    onClose();
    go(at(`/webhooks/${endpoint.id}/${d.id}`));
  });
  const options = ['webhook_endpoint.test', ...types.filter((t) => t !== 'webhook_endpoint.test')].map((t) => ({ value: t, text: t }));
  return (
    <Dialog title="Send a test event" submit="Send" busy={send.busy} onSubmit={() => void send.run()} onClose={onClose}>
      <Refused by={send.refusal} />
      <SelectField label="Type" value={type} onInput={setType} options={options} hint="Signed and delivered like any other, and marked as a test" />
    </Dialog>
  );
}

const spans = [{ value: '3600', text: 'Last hour' }, { value: '86400', text: 'Last 24 hours' }, { value: '259200', text: 'Last 3 days' }, { value: '604800', text: 'Last 7 days' }, { value: '2592000', text: 'Last 30 days' }];

function Replay({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const [seconds, setSeconds] = useState('86400');
  const [failed, setFailed] = useState(true);
  const replay = useAction(async () => {
    const { deliveries } = await ask<{ deliveries: number }>('POST', `/v1/webhook_endpoints/${endpoint.id}/replay`, { since: new Date(Date.now() - Number(seconds) * 1000).toISOString(), only_failed: failed });
    refresh('/v1/webhook_deliveries');
    onClose();
    toast(deliveries === 1 ? '1 delivery on its way' : `${deliveries.toLocaleString()} deliveries on their way`, 'send');
  });
  return (
    <Dialog title="Replay events" submit="Replay" busy={replay.busy} onSubmit={() => void replay.run()} onClose={onClose}>
      <Refused by={replay.refusal} />
      <SelectField label="Events of the" value={seconds} onInput={setSeconds} options={spans} />
      <fieldset class="fieldset">
        <legend>Which</legend>
        <Choice radio name="which" checked={failed} onChange={() => setFailed(true)}>Only those that have failed to arrive</Choice>
        <Choice radio name="which" checked={!failed} onChange={() => setFailed(false)} hint="Your server knows them again by webhook-id">All of them</Choice>
      </fieldset>
    </Dialog>
  );
}
