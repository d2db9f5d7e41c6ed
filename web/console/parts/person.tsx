import type { Case } from '../api/case.js';
import { languages } from '../api/case.js';
import { plain } from '../../member/parts/status.js';
import { Id } from '../../ui/copy.js';
import { Facts } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';

const born = (iso: string) => iso.split('-').reverse().join('-'); // DD-MM-YYYY, as officers write dates

/** What the backend says of the customer, and what was ordered. */
export function Person({ of: c }: { of: Case }) {
  return (
    <Facts of={[
      ['Date of birth', c.contact.date_of_birth && born(c.contact.date_of_birth)],
      ['Mobile', c.contact.mobile],
      ['E-mail', c.contact.email],
      ['Reference', c.contact.reference && <span class="mono">{c.contact.reference}</span>],
      ['Language', languages[c.language] ?? c.language],
      ['Ordered', plain(c.verification_type)],
      ['Documents', c.documents.map(plain).join(', ')],
      ['Profile', plain(c.profile)],
      ['Consent', c.consent ? <><Time at={c.consent.at} /> <span class="quiet small">version {c.consent.version}, {languages[c.consent.language] ?? c.consent.language}</span></> : <span class="bad-text">Not recorded</span>],
      ['Sent back', c.rounds > 0 && `${c.rounds} ${c.rounds === 1 ? 'call' : 'calls'} by an auditor`],
      ['Session', <Id id={c.id} />],
    ]} />
  );
}
