import type { Case } from '../api/case.js';
import { languageName } from '../api/case.js';
import { plain } from '../../member/parts/status.js';
import { Id } from '../../ui/copy.js';
import { Facts } from '../../ui/panel.js';
import { many, say } from '../../ui/say.js';
import { Time } from '../../ui/time.js';

const born = (iso: string) => iso.split('-').reverse().join('-'); // DD-MM-YYYY, as officers write dates

/** What the backend says of the customer, and what was ordered. */
export function Person({ of: c }: { of: Case }) {
  return (
    <Facts of={[
      [say('Date of birth'), c.contact.date_of_birth && born(c.contact.date_of_birth)],
      [say('Mobile'), c.contact.mobile],
      [say('E-mail'), c.contact.email],
      [say('Reference'), c.contact.reference && <span class="mono">{c.contact.reference}</span>],
      [say('Language'), languageName(c.language)],
      [say('Ordered'), plain(c.verification_type)],
      [say('Documents'), c.documents.map(plain).join(', ')],
      [say('Profile'), plain(c.profile)],
      [say('Consent'), c.consent ? <><Time at={c.consent.at} /> <span class="quiet small">{say('version {version}, {language}', { version: c.consent.version, language: languageName(c.consent.language) })}</span></> : <span class="bad-text">{say('Not recorded')}</span>],
      [say('Appointment'), c.scheduled_at && <Time at={c.scheduled_at} as="zoned" />],
      [say('Sent back'), c.rounds > 0 && many('{n} call by an auditor', '{n} calls by an auditor', c.rounds)],
      [say('Session'), <Id id={c.id} />],
    ]} />
  );
}
