import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import { ended, type Session } from '../../member/api/session.js';
import { useAction } from '../../member/state/action.js';
import { refresh } from '../../member/state/resource.js';
import { Curl } from '../parts/curl.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';

const rows: [string, [string, string][]][] = [
  ['The customer', [['join', 'Join'], ['consent', 'Consent'], ['queue', 'Stand in line'], ['leave', 'Leave the line']]],
  ['The call', [['start', 'Start'], ['interrupt', 'Interrupt'], ['resume', 'Resume']]],
  ['The checks', [['pass_liveness', 'Pass liveness'], ['fail_liveness', 'Fail liveness'], ['capture_document', 'Capture document'], ['match_face', 'Match face'], ['mismatch_face', 'Mismatch face']]],
  ['The end', [['approve', 'Approve'], ['reject', 'Reject'], ['needs_review', 'Needs review'], ['expire', 'Expire'], ['fail', 'Fail'], ['cancel', 'Cancel']]],
];

/** Buttons that move a test session without a camera. What comes before an action and has not happened is played first. */
export function SandboxDrive({ session }: { session: Session }) {
  const [last, setLast] = useState('');
  const play = useAction(async (action: string) => {
    setLast(action);
    await ask('POST', `/v1/sandbox/sessions/${session.id}/simulate`, { action });
    refresh('/v1/sessions/' + session.id);
  });
  if (ended.includes(session.status)) return <p class="small quiet">This session has ended. Create another to go on.</p>;
  return (
    <div class="drive">
      {rows.map(([title, actions]) => (
        <div key={title} role="group" aria-label={title}>
          <h3>{title}</h3>
          <div class="row">{actions.map(([action, text]) => <Button key={action} small busy={play.busy && last === action} disabled={play.busy} onClick={() => void play.run(action)}>{text}</Button>)}</div>
        </div>
      ))}
      <p class="small quiet">What must come before is played first. Checks made so are marked as simulated everywhere.</p>
      <Refused by={play.refusal} />
      {last && <details class="api"><summary>The API call that does it</summary><Curl method="POST" path={`/v1/sandbox/sessions/${session.id}/simulate`} body={{ action: last }} /></details>}
    </div>
  );
}
