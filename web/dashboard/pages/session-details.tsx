import type { Session } from '../../member/api/session.js';
import { plain } from '../../member/parts/status.js';
import { Badge } from '../../ui/badge.js';
import { Facts, Panel } from '../../ui/panel.js';
import { Time } from '../../ui/time.js';
import { languages } from './session-new.js';

const next: Record<string, string> = {
  send_link: 'Send the link to the customer', wait: 'Wait', wait_for_customer: 'Wait for the customer', accept: 'Accept the customer', review: 'Review the session', decline: 'Decline the customer', create_new_session: 'Create a new session', none: '',
};

export function Details({ session: s }: { session: Session }) {
  return (
    <Panel title="Session">
      <div class="stack">
        <Facts of={[
          ['Next', next[s.recommended_action] ?? plain(s.recommended_action)],
          ['Detail', plain(s.sub_status)],
          ['Verification', plain(s.verification_type)],
          ['Profile', plain(s.profile)],
          ['Documents', s.documents.map(plain).join(', ')],
          ['Language', languages.find((l) => l.value === s.language)?.text ?? s.language],
          ['Created', <Time at={s.created_at} />],
          ['Scheduled for', s.scheduled_at && <Time at={s.scheduled_at} />],
          ['Expires', <Time at={s.expires_at} />],
          ['Grace period', `${s.grace_period} s`],
          ['Returns to', s.redirect_url],
        ]} />
        <h3>Customer</h3>
        <Facts of={[['Name', s.customer.name], ['Mobile', s.customer.mobile], ['E-mail', s.customer.email], ['Reference', s.customer.reference], ['Date of birth', s.customer.date_of_birth]]} />
        {!!s.deliveries?.length && <><h3>Link sent by</h3><Facts of={s.deliveries.map((d) => [d.channel === 'sms' ? 'SMS' : plain(d.channel), <Badge tone={d.status === 'failed' ? 'bad' : d.status === 'sent' || d.status === 'captured' ? 'good' : 'info'}>{plain(d.status)}</Badge>])} /></>}
        {Object.keys(s.metadata).length > 0 && <><h3>Metadata</h3><Facts of={Object.entries(s.metadata).map(([k, v]) => [k, <span class="mono">{v}</span>])} /></>}
      </div>
    </Panel>
  );
}
