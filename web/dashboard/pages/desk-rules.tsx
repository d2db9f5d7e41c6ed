import { useState } from 'preact/hooks';
import type { Account, DeskRules } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { recognise } from '../../member/state/me.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';

const written = (skills: DeskRules['skills']): string => Object.entries(skills).map(([of, list]) => `${of}: ${list.join(', ')}`).join('\n');

/** Reads lines such as `sebi_vipv: securities, elders`. */
const read = (text: string): DeskRules['skills'] => Object.fromEntries(text.split('\n').map((l) => l.split(':'))
  .filter(([of]) => of?.trim()).map(([of, list]) => [of!.trim(), (list ?? '').split(',').map((s) => s.trim()).filter(Boolean)]));

/** How the officers' line is conducted. */
export function DeskRulesForm({ known, writes }: { known: DeskRules; writes: boolean }) {
  const [target, setTarget] = useState(String(known.wait_target));
  const [widen, setWiden] = useState(String(known.widen_after));
  const [skills, setSkills] = useState(written(known.skills));
  const save = useAction(async () => {
    await ask<Account>('PATCH', '/v1/account', { desk: { wait_target: Number(target), widen_after: Number(widen), skills: read(skills) } });
    await recognise();
    toast('Line saved');
  });
  return (
    <Panel title="Waiting line" note="Whom officers are given, and how long customers ought to wait">
      <form class="form" onSubmit={(e) => { e.preventDefault(); void save.run(); }}>
        <Refused by={save.refusal} fields={['desk.wait_target', 'desk.widen_after', 'desk.skills']} />
        <div class="pair2">
          <TextField label="Seconds to wait at most" type="number" required value={target} onInput={setTarget} hint="The line marks who waits longer" error={save.refusal?.of('desk.wait_target')} />
          <TextField label="Seconds until anybody may" type="number" required value={widen} onInput={setWiden} hint="When nobody at the desk has the language or the skill" error={save.refusal?.of('desk.widen_after')} />
        </div>
        <TextField label="Skills that types and profiles need" lines mono value={skills} onInput={setSkills} hint="A line each, such as sebi_vipv: securities. Officers have their skills on the members’ page" error={save.refusal?.of('desk.skills')} />
        {writes && <div class="row"><Button type="submit" busy={save.busy}>Save line</Button></div>}
      </form>
    </Panel>
  );
}
