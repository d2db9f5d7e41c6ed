import { useState } from 'preact/hooks';
import { type Member, type Role, roles } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { useAction } from '../../member/state/action.js';
import { me, recognise } from '../../member/state/me.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { Dialog } from '../../ui/dialog.js';
import { Choices, TextField } from '../../ui/field.js';
import { toast } from '../../ui/toast.js';

/** Languages that the customer's page speaks, by their own names for who reads this page. */
const spoken = ['en', 'hi', 'bn', 'mr', 'te', 'ta', 'gu', 'kn', 'ml', 'pa'];
const named = new Intl.DisplayNames(undefined, { type: 'language' });
const languages = spoken.map((value) => ({ value, text: named.of(value) ?? value }));

/** The day of an instant where one is, as a date field has it. */
function day(at: string): string {
  const d = new Date(at);
  return [d.getFullYear(), d.getMonth() + 1, d.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}

/** A certificate is good to the end of its last day. */
const endOf = (date: string): string => new Date(date + 'T23:59:59').toISOString();

const words = (text: string): string[] => text.split(',').map((w) => w.trim().toLowerCase().replace(/[\s-]+/g, '_')).filter(Boolean);

export function EditMember({ of, onClose }: { of: Member; onClose: () => void }) {
  const [name, setName] = useState(of.name);
  const [chosen, choose] = useState<Role[]>(of.roles);
  const [number, setNumber] = useState(of.certificate?.number ?? '');
  const [until, setUntil] = useState(of.certificate ? day(of.certificate.expires_at) : '');
  const [speaks, setSpeaks] = useState(of.languages);
  const [skills, setSkills] = useState(of.skills.join(', '));
  const self = of.id === me.value?.member.id;
  const save = useAction(async () => {
    const same = chosen.length === of.roles.length && chosen.every((r) => of.roles.includes(r));
    const untouched = number === (of.certificate?.number ?? '') && until === (of.certificate ? day(of.certificate.expires_at) : '');
    const certificate = untouched ? {} : { certificate: number.trim() ? { number: number.trim(), ...(until ? { expires_at: endOf(until) } : {}) } : { number: '' } };
    await ask('PATCH', '/v1/members/' + of.id, { name, ...(same ? {} : { roles: chosen }), ...certificate, languages: speaks, skills: words(skills) });
    refresh('/v1/members');
    if (self) await recognise();
    onClose();
    toast('Member changed');
  });
  const wrong = save.refusal;
  return (
    <Dialog title={self ? 'Edit yourself' : `Edit ${of.name}`} submit="Save" busy={save.busy} onSubmit={() => void save.run()} onClose={onClose}>
      <Refused by={wrong} fields={['name', 'certificate.number', 'certificate.expires_at', 'skills']} />
      <TextField label="Name" required maxLength={200} value={name} onInput={setName} error={wrong?.of('name')} hint="Customers see it when the member conducts their call" />
      <Choices legend="Roles" hint="A change of roles logs the member out everywhere" all={roles} chosen={chosen} onChange={choose} />
      <div class="pair">
        <TextField label="Certificate of training" mono maxLength={64} value={number} onInput={setNumber} error={wrong?.of('certificate.number')} hint="Its number; empty if there is none" />
        <TextField label="Good until" type="date" required={number.trim() !== ''} value={until} onInput={setUntil} error={wrong?.of('certificate.expires_at')} hint="The whole day" />
      </div>
      <Choices legend="Speaks with customers" all={languages} chosen={speaks} onChange={setSpeaks} />
      <TextField label="Skills" value={skills} onInput={setSkills} error={wrong?.of('skills')} hint="Words of your own with commas, such as senior citizens, nri" />
    </Dialog>
  );
}
