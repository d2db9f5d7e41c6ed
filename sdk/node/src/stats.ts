import type { Api } from './client.js';
import { data, init, type Call } from './operation.js';
import type { paths } from './schema.js';

type SessionStatsQuery = NonNullable<paths['/v1/stats/sessions']['get']['parameters']['query']>;
type WebhookStatsQuery = NonNullable<paths['/v1/stats/webhooks']['get']['parameters']['query']>;

export function stats(api: Api) {
  return {
    /** Sessions of each day by what has become of them. */
    sessions: (query: SessionStatsQuery = {}, c?: Call) => data(api.GET('/v1/stats/sessions', { params: { query }, ...init(c) })),
    /** Deliveries of each hour, with latencies. */
    webhooks: (query: WebhookStatsQuery = {}, c?: Call) => data(api.GET('/v1/stats/webhooks', { params: { query }, ...init(c) })),
  };
}
