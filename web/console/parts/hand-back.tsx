// Handing a customer back: to the line, to an officer who is there, or to one with
// another language or another skill.

import { useState } from 'preact/hooks';
import { plain } from '../../member/parts/status.js';
import { Refused } from '../../member/parts/wrong.js';
import { useAction } from '../../member/state/action.js';
import { useGet } from '../../member/state/resource.js';
import { Badge } from '../../ui/badge.js';
import { Dialog } from '../../ui/dialog.js';
import { Choice, Choices, SelectField } from '../../ui/field.js';
import { phrase, say, spoken } from '../../ui/say.js';
import { type Case, type Colleague, languageName, languages } from '../api/case.js';

const maxSkills = 5; // that a session is given
const maxKnown = 20; // that one chooses from

const same = (a: string[], b: string[]) => a.length === b.length && a.every((s) => b.includes(s));

export interface HandedBack {
  cause: string;
  officer?: string;
  language?: string;
  skills?: string[];
}

const causes = [
  { value: 'another_officer', text: phrase('Another officer should take it') },
  { value: 'another_language', text: phrase('We need another language') },
  { value: 'technical', text: phrase('My camera or connection does not work') },
  { value: 'break', text: phrase('I have to leave') },
];

const about = (o: Colleague): string => [
  o.languages.length ? o.languages.map(languageName).join(', ') : say('any language'),
  ...o.skills.map(plain),
].join(' · ');

/** Whether an officer has what the customer will need; of whom no language is entered speaks any. */
const suits = (o: Colleague, language: string, skills: string[]): boolean =>
  (!o.languages.length || o.languages.some((l) => l.split('-')[0] === language.split('-')[0])) && skills.every((s) => o.skills.includes(s));

export function HandBack({ of: c, act, onClose }: { of: Case; act: (to: HandedBack) => Promise<void>; onClose: () => void }) {
  const there = useGet<{ data: Colleague[] }>('/desk/officers');
  const [cause, setCause] = useState('another_officer');
  const [language, setLanguage] = useState(c.needs.language);
  const [skills, setSkills] = useState(c.needs.skills);
  const [officer, setOfficer] = useState('');
  const go = useAction(async () => {
    await act({ cause, ...(officer ? { officer } : {}), ...(language !== c.needs.language ? { language } : {}), ...(same(skills, c.needs.skills) ? {} : { skills }) });
    onClose();
  });
  const name = there.data?.data.find((o) => o.id === officer)?.name;
  const known = [...new Set([...c.needs.skills, ...(there.data?.data ?? []).flatMap((o) => o.skills)])].sort();
  const rank = (o: Colleague) => (o.available ? 0 : 2) + (suits(o, language, skills) ? 0 : 1);
  const officers = there.data?.data.toSorted((a, b) => rank(a) - rank(b));
  return (
    <Dialog title={say('Hand the customer back')} submit={name ? say('Hand to {name}', { name }) : say('Hand back')} busy={go.busy} onSubmit={() => void go.run()} onClose={onClose}>
      <div class="form">
        <Refused by={go.refusal} />
        <SelectField label={say('Why')} value={cause} onInput={setCause} options={causes.map((x) => ({ ...x, text: spoken(x.text) }))} />
        <SelectField label={say('Language of the next officer')} value={language} onInput={setLanguage} options={Object.entries(languages).map(([value, text]) => ({ value, text: spoken(text) }))} />
        {known.length > 0 && <Choices legend={say('Skills of the next officer')} hint={say('What the account wants for every case of this kind stays.')} all={known.slice(0, maxKnown).map((s) => ({ value: s, text: plain(s) }))} chosen={skills} onChange={(list) => setSkills(list.slice(0, maxSkills))} />}
        <fieldset class="fieldset">
          <legend>{say('To whom')}</legend>
          <div class="choices">
            <Choice radio name="officer" checked={!officer} onChange={() => setOfficer('')} hint={say('At the old place, with everything that was captured')}>{say('Whoever is next')}</Choice>
            {officers?.map((o) => (
              <Choice key={o.id} radio name="officer" checked={officer === o.id} disabled={!o.available} onChange={() => setOfficer(o.id)} hint={about(o)}>
                {o.name} {o.available ? <Badge tone="good">{say('free')}</Badge> : <Badge>{say('in a call')}</Badge>} {suits(o, language, skills) && <Badge icon="check">{say('suits')}</Badge>}
              </Choice>
            ))}
          </div>
          {there.data && <p class="small quiet">{there.data.data.length ? say('A named officer has the customer for himself for a minute; then anybody may take them.') : say('No other officer is at the desk.')}</p>}
        </fieldset>
      </div>
    </Dialog>
  );
}
