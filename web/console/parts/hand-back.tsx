// Handing a customer back: to the line, to an officer who is there, or to one with
// another language.

import { useState } from 'preact/hooks';
import { plain } from '../../member/parts/status.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { useGet } from '../../member/state/resource.js';
import { Dialog } from '../../ui/dialog.js';
import { Choice, SelectField } from '../../ui/field.js';
import { phrase, say, spoken } from '../../ui/say.js';
import { type Case, type Colleague, languageName, languages } from '../api/case.js';

export interface HandedBack {
  cause: string;
  officer?: string;
  language?: string;
}

const causes = [
  { value: 'another_officer', text: phrase('Another officer should take it') },
  { value: 'another_language', text: phrase('We need another language') },
  { value: 'technical', text: phrase('My camera or connection does not work') },
  { value: 'break', text: phrase('I have to leave') },
];

const about = (o: Colleague): string => [
  o.languages.length ? o.languages.map(languageName).join(', ') : say('any language'),
  ...o.skills.map(plain), ...(o.available ? [] : [say('in a call')]),
].join(' · ');

export function HandBack({ of: c, act, onClose }: { of: Case; act: (to: HandedBack) => Promise<void>; onClose: () => void }) {
  const there = useGet<{ data: Colleague[] }>('/desk/officers');
  const [cause, setCause] = useState('another_officer');
  const [language, setLanguage] = useState(c.needs.language);
  const [officer, setOfficer] = useState('');
  const go = useAction(async () => {
    await act({ cause, ...(officer ? { officer } : {}), ...(language !== c.needs.language ? { language } : {}) });
    onClose();
  });
  const name = there.data?.data.find((o) => o.id === officer)?.name;
  return (
    <Dialog title={say('Hand the customer back')} submit={name ? say('Hand to {name}', { name }) : say('Hand back')} busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}>
      <div class="form">
        <Refused by={go.refusal} />
        <SelectField label={say('Why')} value={cause} onInput={setCause} options={causes.map((x) => ({ ...x, text: spoken(x.text) }))} />
        <SelectField label={say('Language of the next officer')} value={language} onInput={setLanguage} options={Object.entries(languages).map(([value, text]) => ({ value, text: spoken(text) }))} />
        <fieldset class="fieldset">
          <legend>{say('To whom')}</legend>
          <div class="choices">
            <Choice radio name="officer" checked={!officer} onChange={() => setOfficer('')} hint={say('At the old place, with everything that was captured')}>{say('Whoever is next')}</Choice>
            {there.data?.data.map((o) => <Choice key={o.id} radio name="officer" checked={officer === o.id} disabled={!o.available} onChange={() => setOfficer(o.id)} hint={about(o)}>{o.name}</Choice>)}
          </div>
          {there.data && <p class="small quiet">{there.data.data.length ? say('A named officer has the customer for himself for a minute; then anybody may take them.') : say('No other officer is at the desk.')}</p>}
        </fieldset>
      </div>
    </Dialog>
  );
}
