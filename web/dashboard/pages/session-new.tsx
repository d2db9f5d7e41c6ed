import { useState } from 'preact/hooks';
import { ask } from '../../member/api/client.js';
import type { Invitation } from '../../member/api/session.js';
import { useAction } from '../../member/state/action.js';
import { at, go, mode } from '../../member/state/place.js';
import { refresh } from '../../member/state/resource.js';
import { Refused } from '../../member/parts/wrong.js';
import { ButtonLink } from '../../ui/button.js';
import { Secret } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Notice } from '../../ui/empty.js';
import { SelectField, TextField } from '../../ui/field.js';

export const verificationTypes = [
  { value: 'full_kyc', text: 'Full KYC' },
  { value: 're_kyc', text: 'Re-KYC' },
  { value: 'document', text: 'Document' },
  { value: 'liveness', text: 'Liveness' },
];
export const languages = [['en', 'English'], ['hi', 'हिन्दी'], ['bn', 'বাংলা'], ['mr', 'मराठी'], ['te', 'తెలుగు'], ['ta', 'தமிழ்'], ['gu', 'ગુજરાતી'], ['kn', 'ಕನ್ನಡ'], ['ml', 'മലയാളം'], ['pa', 'ਪੰਜਾਬੀ']].map(([value = '', text = '']) => ({ value, text }));
const fields = ['customer.name', 'customer.mobile', 'customer.email', 'customer.reference'];

export function NewSession({ onClose }: { onClose: () => void }) {
  const test = mode.value === 'test';
  const [form, setForm] = useState({ name: '', mobile: '', email: '', reference: '', type: 'full_kyc', language: 'en' });
  const [made, setMade] = useState<Invitation | undefined>(undefined);
  const set = (k: keyof typeof form) => (v: string) => setForm({ ...form, [k]: v });
  const create = useAction(async () => {
    const { name, mobile, email, reference } = form;
    setMade(await ask<Invitation>('POST', '/v1/sessions', { customer: { name, mobile, email, ...(reference ? { reference } : {}) }, verification_type: form.type, language: form.language }));
    refresh('/v1/sessions');
  });
  if (made) return <Made invitation={made} onClose={onClose} />;
  const wrong = create.refusal;
  return (
    <Dialog title={test ? 'Create a test session' : 'Create a live session'} submit="Create session" busy={create.busy} onSubmit={() => void create.run()} onClose={onClose}>
      <Refused by={wrong} fields={fields} />
      <TextField label="Customer's name" required maxLength={200} value={form.name} onInput={set('name')} error={wrong?.of('customer.name')} hint={test ? 'As on the document. A magic value such as reject chooses the outcome' : 'As on the document'} />
      <div class="pair2">
        <TextField label="Mobile" type="tel" required maxLength={40} placeholder="+91…" value={form.mobile} onInput={set('mobile')} error={wrong?.of('customer.mobile')} />
        <TextField label="E-mail" type="email" required value={form.email} onInput={set('email')} error={wrong?.of('customer.email')} />
      </div>
      <TextField label="Reference (optional)" maxLength={200} value={form.reference} onInput={set('reference')} error={wrong?.of('customer.reference')} hint="Your own id of the customer" />
      <div class="pair2">
        <SelectField label="Verification" value={form.type} onInput={set('type')} options={verificationTypes} />
        <SelectField label="Language of the page" value={form.language} onInput={set('language')} options={languages} />
      </div>
    </Dialog>
  );
}

/** The customer's link: shown once, gone with the dialog. */
export function Made({ invitation, onClose, title = 'Session created' }: { invitation: Invitation; onClose: () => void; title?: string }) {
  const watch = () => {
    onClose();
    go(at('/sessions/' + invitation.id));
  };
  return (
    <Dialog title={title} onClose={onClose} submit="Go to the session" closeText="Done" onSubmit={watch}>
      <Notice tone="good">Send this link to {invitation.customer.name}. It works once, on the first device that opens it, and is not shown again.</Notice>
      <Secret text={invitation.url} what="link" />
      <div class="row"><ButtonLink href={invitation.url} out>Open as the customer</ButtonLink></div>
    </Dialog>
  );
}
