import type { Delivery } from '../api/webhook.js';
import { Badge } from '../../ui/badge.js';

/** A pending delivery that has been tried is being retried. */
export function DeliveryBadge({ of: d }: { of: Pick<Delivery, 'status' | 'attempt_count'> }) {
  if (d.status === 'succeeded') return <Badge tone="good">Delivered</Badge>;
  if (d.status === 'failed') return <Badge tone="bad">Failed</Badge>;
  return d.attempt_count ? <Badge tone="warn" icon="roll">Retrying</Badge> : <Badge tone="info" icon="clock">Pending</Badge>;
}
