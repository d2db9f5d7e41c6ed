import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { KeyUpdate, NewKey, paths } from './schema.js';

type KeyQuery = NonNullable<paths['/v1/api_keys']['get']['parameters']['query']>;

export function apiKeys(api: Api) {
  const of = (id: string) => ({ params: { path: { id } } });
  const list = (query: KeyQuery = {}, c?: Call) => data(api.GET('/v1/api_keys', { params: { query }, ...init(c) }));
  return {
    /** A key of the client's mode. The reply has it, once. */
    create: (key: NewKey, c?: Call) => data(api.POST('/v1/api_keys', { body: key, ...init(c) })),
    /** A page, newest first, also of keys that have ended. */
    list,
    all: (query: KeyQuery = {}, c?: Call) => all((q: KeyQuery) => list(q, c), query),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/api_keys/{id}', { ...of(id), ...init(c) })),
    update: (id: string, change: KeyUpdate, c?: Call) => data(api.PATCH('/v1/api_keys/{id}', { ...of(id), body: change, ...init(c) })),
    /** A successor, shown once. The former key is good for `overlap` seconds, a day unless given. */
    roll: (id: string, overlap?: number, c?: Call) => data(api.POST('/v1/api_keys/{id}/roll', { ...of(id), body: { overlap }, ...init(c) })),
    revoke: async (id: string, c?: Call) => void (await api.DELETE('/v1/api_keys/{id}', { ...of(id), ...init(c) })),
  };
}
