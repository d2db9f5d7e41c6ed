import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Invitation } from '../../member/api/session.js';
import { useAction } from '../../member/state/action.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button, ButtonLink } from '../../ui/button.js';
import { Secret } from '../../ui/copy.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { verificationTypes } from './session-new.js';

/** The magic values of metadata.simulate. */
const outcomes = [
  { value: '', text: 'What the checks say' }, { value: 'reject', text: 'The officer rejects' }, { value: 'needs_review', text: 'Needs review' },
  { value: 'spoof', text: 'A replay is suspected' }, { value: 'mismatch', text: 'Another face than the card’s' }, { value: 'interrupted', text: 'Interrupted, then resumed' },
  { value: 'agent_disconnects', text: 'The officer is lost: fails' }, { value: 'never_joins', text: 'No officer comes: expires' }, { value: 'audit_recapture', text: 'The auditor wants a recapture' },
];

export function SandboxCreate({ onMade }: { onMade: (s: Invitation) => void }) {
  const [name, setName] = useState('Asha Rao');
  const [type, setType] = useState('full_kyc');
  const [outcome, setOutcome] = useState('');
  const [made, setMade] = useState<Invitation | undefined>(undefined);
  const create = useAction(async () => {
    const s = await ask<Invitation>('POST', '/v1/sessions', { customer: { name, mobile: '9800000002', email: 'asha@example.in' }, verification_type: type, ...(outcome ? { metadata: { simulate: outcome } } : {}) });
    refresh('/v1/sessions');
    setMade(s);
    onMade(s);
  });
  return (
    <Panel title="Create a session">
      <form class="form" onSubmit={(e) => { e.preventDefault(); void create.run(); }}>
        <Refused by={create.refusal} />
        <div class="pair2">
          <TextField label="Customer" required maxLength={200} value={name} onInput={setName} />
          <SelectField label="Verification" value={type} onInput={setType} options={verificationTypes} />
        </div>
        <SelectField label="How it ends" value={outcome} onInput={setOutcome} options={outcomes} hint={outcome ? <>Sent as <code class="inline-code">metadata.simulate = {outcome}</code></> : 'The simulated officer decides by the checks'} />
        <div class="row"><Button kind="main" icon="play" type="submit" busy={create.busy}>Create and watch</Button>{made && <ButtonLink out href={made.url}>Open as the customer</ButtonLink>}</div>
        {made && <div class="field"><label>The customer’s link, shown once</label><Secret text={made.url} what="link" /></div>}
      </form>
    </Panel>
  );
}
