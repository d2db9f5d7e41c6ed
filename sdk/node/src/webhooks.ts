import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { NewEndpoint, paths } from './schema.js';

export function webhookEndpoints(api: Api) {
  const of = (id: string) => ({ params: { path: { id } } });
  return {
    /** Registers an address. The reply has the signing secret, once. */
    create: (endpoint: NewEndpoint, c?: Call) => data(api.POST('/v1/webhook_endpoints', { body: endpoint, ...init(c) })),
    list: (c?: Call) => data(api.GET('/v1/webhook_endpoints', init(c))),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/webhook_endpoints/{id}', { ...of(id), ...init(c) })),
    delete: async (id: string, c?: Call) => void (await api.DELETE('/v1/webhook_endpoints/{id}', { ...of(id), ...init(c) })),
  };
}

export type DeliveryQuery = NonNullable<paths['/v1/webhook_deliveries']['get']['parameters']['query']>;

export function webhookDeliveries(api: Api) {
  const list = (query: DeliveryQuery = {}, c?: Call) => data(api.GET('/v1/webhook_deliveries', { params: { query }, ...init(c) }));
  return {
    /** A page, newest first. */
    list,
    all: (query: DeliveryQuery = {}, c?: Call) => all((q: DeliveryQuery) => list(q, c), query),
    /** With every attempt. */
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/webhook_deliveries/{id}', { params: { path: { id } }, ...init(c) })),
  };
}
