import type { Endpoint } from '../api/webhook.js';
import { Badge } from '../../ui/badge.js';

export const reasons: Record<string, string> = { gone: 'It answered 410 Gone', failing: 'It failed for five days', owner: 'You switched it off' };

export function EndpointBadge({ of: e }: { of: Endpoint }) {
  if (e.status === 'disabled') return <Badge tone={e.disabled_reason === 'owner' ? 'rest' : 'bad'} icon="pause">Disabled</Badge>;
  return e.failing_since ? <Badge tone="warn">Failing</Badge> : <Badge tone="good">Enabled</Badge>;
}
