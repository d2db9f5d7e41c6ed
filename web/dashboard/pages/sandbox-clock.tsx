import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { Panel } from '../../ui/panel.js';

const jumps: [number, string][] = [[90, '90 seconds'], [300, '5 minutes'], [3600, '1 hour'], [86_400, '1 day'], [259_200, '3 days']];

/** Makes what waits come sooner. */
export function SandboxClock() {
  const [moved, setMoved] = useState<{ text: string; sessions: number; deliveries: number } | undefined>(undefined);
  const [last, setLast] = useState(0);
  const move = useAction(async (seconds: number, text: string) => {
    setLast(seconds);
    setMoved({ text, ...await ask<{ sessions: number; deliveries: number }>('POST', '/v1/sandbox/clock', { advance: seconds }) });
    refresh('/v1/sessions', '/v1/webhook_deliveries');
  });
  return (
    <Panel title="Move the clock" note="Expiry, grace periods, appointments and webhook retries come sooner">
      <div class="form">
        <div class="row">{jumps.map(([s, text]) => <Button key={s} small icon="clock" busy={move.busy && last === s} disabled={move.busy} onClick={() => void move.run(s, text)}>{text}</Button>)}</div>
        <Refused by={move.refusal} />
        {moved && <Notice tone="good">{moved.text} ahead: {moved.sessions} {moved.sessions === 1 ? 'session' : 'sessions'} and {moved.deliveries} {moved.deliveries === 1 ? 'delivery' : 'deliveries'} come sooner.</Notice>}
      </div>
    </Panel>
  );
}
