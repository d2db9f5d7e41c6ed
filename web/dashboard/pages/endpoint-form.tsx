import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { eventTypes } from '../../member/api/event.js';
import type { Endpoint, EndpointWithSecret } from '../api/webhook.js';
import { useAction } from '../../member/state/action.js';
import { mode } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Dialog } from '../../ui/dialog.js';
import { Choice, Choices, TextField } from '../../ui/field.js';

/** Adds an endpoint, or changes one. */
export function EndpointForm({ of, onClose, onMade }: { of?: Endpoint; onClose: () => void; onMade?: (e: EndpointWithSecret) => void }) {
  const [url, setUrl] = useState(of?.url ?? '');
  const [description, setDescription] = useState(of?.description ?? '');
  const [all, setAll] = useState(!of?.events.length);
  const [events, setEvents] = useState<string[]>(of?.events ?? ['session.completed', 'session.rejected']);
  const save = useAction(async () => {
    const body = { url: url.trim(), description, events: all ? [] : events };
    if (of) {
      await ask('PATCH', '/v1/webhook_endpoints/' + of.id, body);
      refresh('/v1/webhook_endpoints');
      onClose();
    } else {
      onMade?.(await ask<EndpointWithSecret>('POST', '/v1/webhook_endpoints', body));
    }
  });
  const wrong = save.refusal;
  return (
    <Dialog title={of ? 'Edit endpoint' : `Add a ${mode.value} endpoint`} submit={of ? 'Save' : 'Add endpoint'} busy={save.busy} onSubmit={() => void save.run()} onClose={onClose}>
      <Refused by={wrong} fields={['url', 'description', 'events']} />
      <TextField label="Address" type="url" required placeholder="https://api.example.com/webhooks/basekyc" value={url} onInput={setUrl} error={wrong?.of('url')} hint="https on a public host; any 2xx within 5 seconds acknowledges" />
      <TextField label="Description (optional)" maxLength={200} value={description} onInput={setDescription} error={wrong?.of('description')} />
      <fieldset class="fieldset">
        <legend>Events</legend>
        <Choice radio name="which" checked={all} onChange={() => setAll(true)}>All, also those to come</Choice>
        <Choice radio name="which" checked={!all} onChange={() => setAll(false)}>Only these</Choice>
      </fieldset>
      {!all && <div class="box"><Choices legend="Types" all={eventTypes.map((t) => ({ value: t as string, text: <span class="mono">{t}</span> }))} chosen={events} onChange={setEvents} /></div>}
    </Dialog>
  );
}
