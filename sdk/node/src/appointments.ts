import type { Api } from './client.js';
import { data, init, type Call } from './operation.js';
import type { Hours, paths } from './schema.js';

export type SlotQuery = NonNullable<paths['/v1/slots']['get']['parameters']['query']>;

/** When officers meet customers by appointment. */
export function appointments(api: Api) {
  return {
    slots: (query: SlotQuery = {}, c?: Call) => data(api.GET('/v1/slots', { params: { query }, ...init(c) })),
    hours: (c?: Call) => data(api.GET('/v1/hours', init(c))),
    setHours: (hours: Hours, c?: Call) => data(api.PUT('/v1/hours', { body: hours, ...init(c) })),
  };
}
