import { useState } from 'preact/hooks';
import type { Account, Security } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { me, recognise } from '../../member/state/me.js';
import { Refused } from '../../member/parts/wrong.js';
import { Choice } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';

/** What the account asks of everybody on its staff. */
export function StaffRules({ writes }: { writes: boolean }) {
  const known = me.value?.account.security;
  const [wish, setWish] = useState<Partial<Security>>({}); // shown until the server has said what became of it
  const set = useAction(async (change: Partial<Security>) => {
    setWish(change);
    try {
      await ask<Account>('PATCH', '/v1/account', { security: change });
      await recognise(); // it may be the one who asks that has to enrol now
      toast('Saved');
    } finally {
      setWish({});
    }
  });
  if (!known) return null;
  const rules = { ...known, ...wish };
  return (
    <Panel title="Asked of everybody">
      <div class="stack tight">
        <Refused by={set.refusal} />
        <Choice checked={rules.require_second_factor} disabled={!writes || set.busy} onChange={(on) => void set.run({ require_second_factor: on })} hint="Who logs in with a password can do nothing else before they have set one up">A second factor</Choice>
        <Choice checked={rules.require_certificate} disabled={!writes || set.busy} onChange={(on) => void set.run({ require_certificate: on })} hint="Officers without one, or whose has lapsed, take no calls">A certificate of training to take calls</Choice>
      </div>
    </Panel>
  );
}
