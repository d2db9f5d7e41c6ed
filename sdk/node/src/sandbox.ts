import type { Api } from './client.js';
import { data, init, type Call } from './operation.js';
import type { MockEvent, paths, PlayedAction } from './schema.js';

export type MessageQuery = NonNullable<paths['/v1/sandbox/messages']['get']['parameters']['query']>;

/** What test mode can play. */
export function sandbox(api: Api) {
  return {
    /** Plays an action of a session without a camera. What comes before it and has not happened is played first. */
    simulate: (id: string, action: PlayedAction['action'], c?: Call) =>
      data(api.POST('/v1/sandbox/sessions/{id}/simulate', { params: { path: { id } }, body: { action }, ...init(c) })),
    /** Sends an event of any type to the test endpoints that want it. */
    mockEvent: (event: MockEvent, c?: Call) => data(api.POST('/v1/sandbox/events', { body: event, ...init(c) })),
    /** Makes everything that waits in test mode come that many seconds sooner. */
    advanceClock: (seconds: number, c?: Call) => data(api.POST('/v1/sandbox/clock', { body: { advance: seconds }, ...init(c) })),
    /** Lists what customers would have been sent, newest first. */
    messages: (query: MessageQuery = {}, c?: Call) => data(api.GET('/v1/sandbox/messages', { params: { query }, ...init(c) })),
  };
}
