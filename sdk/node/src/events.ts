import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { paths } from './schema.js';
import { stream, type StreamQuery } from './stream.js';
import type { Wiring } from './transport.js';

export type EventQuery = NonNullable<paths['/v1/events']['get']['parameters']['query']>;

export function events(api: Api, w: Wiring) {
  const list = (query: EventQuery = {}, c?: Call) => data(api.GET('/v1/events', { params: { query }, ...init(c) }));
  return {
    /** A page, oldest first. Remember the id of the last one that you have worked off and go on behind it. */
    list,
    all: (query: EventQuery = {}, c?: Call) => all((q: EventQuery) => list(q, c), query),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/events/{id}', { params: { path: { id } }, ...init(c) })),
    /**
     * Follows events as they happen. A connection that breaks is opened again
     * behind the last event: nothing is missed, nothing comes twice.
     */
    stream: (query: StreamQuery = {}, c?: Call) => stream(api, w, query, c),
  };
}
