import type { Account, Look } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Field, SelectField, TextField } from '../../ui/field.js';
import { Panel } from '../../ui/panel.js';
import { toast } from '../../ui/toast.js';

interface Colour { label: string; hint?: string; ours: string; value: string; onInput: (c: string) => void; error?: string | undefined }

/** A colour by hand or by eye, or ours. */
export function ColourField({ label, hint, ours, value, onInput, error }: Colour) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} error={error}>
      {(ties) => (
        <div class="colour">
          <input type="color" aria-label={`Pick: ${label}`} value={/^#[0-9a-f]{6}$/i.test(value) ? value : ours} onInput={(e) => onInput(e.currentTarget.value)} />
          <input class="input mono" {...ties} placeholder={ours} pattern="#[0-9a-fA-F]{6}" value={value} onInput={(e) => onInput(e.currentTarget.value)} />
          {value && <Button kind="quiet" onClick={() => onInput('')}>Use ours</Button>}
        </div>
      )}
    </Field>
  );
}

const colours: { of: 'surface' | 'text' | 'dark_surface' | 'dark_text' | 'danger'; label: string; ours: string; hint?: string }[] = [
  { of: 'surface', label: 'Surface', ours: '#ffffff' }, { of: 'text', label: 'Text', ours: '#151a23' },
  { of: 'dark_surface', label: 'Surface in dark mode', ours: '#161a22' }, { of: 'dark_text', label: 'Text in dark mode', ours: '#eef1f6' },
  { of: 'danger', label: 'Errors', ours: '#b3261e', hint: 'What went wrong' },
];

/** The other colours, corners and type of the customer's page. */
export function LookForm({ look, onInput, keep, writes }: { look: Look; onInput: (l: Look) => void; keep: (a: Account) => void; writes: boolean }) {
  const save = useAction(async () => {
    keep(await ask<Account>('PATCH', '/v1/account', { branding: { look } }));
    toast('Look saved');
  });
  const set = (of: keyof Look) => (value: string) => onInput({ ...look, [of]: value });
  return (
    <Panel title="Colours and type" note="What is left empty is ours. Words that could not be read are corrected by the page">
      <form class="form" onSubmit={(e) => { e.preventDefault(); void save.run(); }}>
        <Refused by={save.refusal} fields={[...colours.map((c) => 'branding.look.' + c.of), 'branding.look.radius', 'branding.look.font']} />
        <SelectField label="Light or dark" value={look.mode ?? ''} onInput={set('mode')} options={[{ value: '', text: 'As the phone' }, { value: 'light', text: 'Light' }, { value: 'dark', text: 'Dark' }]} />
        <div class="pair2">
          {colours.map((c) => <ColourField key={c.of} label={c.label} {...(c.hint ? { hint: c.hint } : {})} ours={c.ours} value={look[c.of] ?? ''} onInput={set(c.of)} error={save.refusal?.of('branding.look.' + c.of)} />)}
          <TextField label="Corners" value={look.radius ?? ''} onInput={set('radius')} hint="Such as 4px" error={save.refusal?.of('branding.look.radius')} />
        </div>
        <TextField label="Font" value={look.font ?? ''} onInput={set('font')} hint="Families that phones have, such as Georgia, serif. None is loaded" error={save.refusal?.of('branding.look.font')} />
        {writes && <div class="row"><Button type="submit" busy={save.busy}>Save look</Button></div>}
      </form>
    </Panel>
  );
}
