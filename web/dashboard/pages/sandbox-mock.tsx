import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { type Event, eventTypes } from '../../member/api/event.js';
import { useAction } from '../../member/state/action.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Json } from '../../ui/code.js';
import { SelectField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';

/** Sends an event of any type to the endpoints, though nothing happened. */
export function SandboxMock({ session }: { session: string }) {
  const [type, setType] = useState('session.completed');
  const [sent, setSent] = useState<Event | undefined>(undefined);
  const send = useAction(async () => {
    setSent(await ask<Event>('POST', '/v1/sandbox/events', { type, ...(session ? { session_id: session } : {}) }));
    refresh('/v1/webhook_deliveries', '/v1/events');
    toast('Mock event sent', 'send');
  });
  return (
    <Panel title="Send a mock event" note={session ? 'About the session on this page; it does not change' : 'About a made-up session'}>
      <form class="form" onSubmit={(e) => { e.preventDefault(); void send.run(); }}>
        <Refused by={send.refusal} />
        <div class="inline"><SelectField label="Type" value={type} onInput={setType} options={eventTypes.map((t) => ({ value: t, text: t }))} /><Button icon="send" type="submit" busy={send.busy}>Send</Button></div>
        {sent && <Json value={sent} what="event" />}
      </form>
    </Panel>
  );
}
