import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { EndpointPatch, NewEndpoint, paths, Replay } from './schema.js';

export function webhookEndpoints(api: Api) {
  const of = (id: string) => ({ params: { path: { id } } });
  return {
    /** Registers an address. The reply has the signing secret, once. */
    create: (endpoint: NewEndpoint, c?: Call) => data(api.POST('/v1/webhook_endpoints', { body: endpoint, ...init(c) })),
    list: (c?: Call) => data(api.GET('/v1/webhook_endpoints', init(c))),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/webhook_endpoints/{id}', { ...of(id), ...init(c) })),
    update: (id: string, change: EndpointPatch, c?: Call) => data(api.PATCH('/v1/webhook_endpoints/{id}', { ...of(id), body: change, ...init(c) })),
    /** A new secret, shown once. The former one signs too for `overlap` seconds, a day unless given. */
    rollSecret: (id: string, overlap?: number, c?: Call) => data(api.POST('/v1/webhook_endpoints/{id}/roll_secret', { ...of(id), body: { overlap }, ...init(c) })),
    /** Sends it a webhook_endpoint.test event or, in test mode, a mock event of a type. */
    test: (id: string, type?: string, c?: Call) => data(api.POST('/v1/webhook_endpoints/{id}/test', { ...of(id), body: type ? { type } : {}, ...init(c) })),
    /** Delivers what it missed again. */
    replay: (id: string, range: Replay, c?: Call) => data(api.POST('/v1/webhook_endpoints/{id}/replay', { ...of(id), body: range, ...init(c) })),
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
    /** One more attempt now. */
    retry: (id: string, c?: Call) => data(api.POST('/v1/webhook_deliveries/{id}/retry', { params: { path: { id } }, ...init(c) })),
    /** With every attempt. */
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/webhook_deliveries/{id}', { params: { path: { id } }, ...init(c) })),
  };
}
