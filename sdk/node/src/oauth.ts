import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { NewOAuthClient, paths } from './schema.js';

type ClientQuery = NonNullable<paths['/v1/oauth_clients']['get']['parameters']['query']>;

export function oauthClients(api: Api) {
  const of = (id: string) => ({ params: { path: { id } } });
  const list = (query: ClientQuery = {}, c?: Call) => data(api.GET('/v1/oauth_clients', { params: { query }, ...init(c) }));
  return {
    /** The reply has the client's secret, once. */
    create: (client: NewOAuthClient, c?: Call) => data(api.POST('/v1/oauth_clients', { body: client, ...init(c) })),
    /** A page, newest first. */
    list,
    all: (query: ClientQuery = {}, c?: Call) => all((q: ClientQuery) => list(q, c), query),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/oauth_clients/{id}', { ...of(id), ...init(c) })),
    /** A new secret, shown once. The former one is taken for `overlap` seconds, a day unless given. */
    rollSecret: (id: string, overlap?: number, c?: Call) => data(api.POST('/v1/oauth_clients/{id}/roll_secret', { ...of(id), body: { overlap }, ...init(c) })),
    /** Ends it and its access tokens at once. */
    delete: async (id: string, c?: Call) => void (await api.DELETE('/v1/oauth_clients/{id}', { ...of(id), ...init(c) })),
  };
}
