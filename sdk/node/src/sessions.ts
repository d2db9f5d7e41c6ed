import type { Api } from './client.js';
import { all, data, init, type Call } from './operation.js';
import type { NewSession, paths, Report } from './schema.js';

export type SessionQuery = NonNullable<paths['/v1/sessions']['get']['parameters']['query']>;
export type Page = NonNullable<paths['/v1/sessions/{id}/events']['get']['parameters']['query']>;

export function sessions(api: Api) {
  const list = (query: SessionQuery = {}, c?: Call) => data(api.GET('/v1/sessions', { params: { query }, ...init(c) }));
  const listEvents = (id: string, query: Page = {}, c?: Call) => data(api.GET('/v1/sessions/{id}/events', { params: { path: { id }, query }, ...init(c) }));
  const of = (id: string) => ({ params: { path: { id } } });
  const file = async (reply: Promise<{ data?: unknown }>) => (await data(reply)) as ReadableStream<Uint8Array>;
  return {
    /** The regulator profiles that can be ordered, with their rules. */
    profiles: (c?: Call) => data(api.GET('/v1/profiles', init(c))),
    /** Orders a verification. The reply has the customer's way in, once. */
    create: (session: NewSession, c?: Call) => data(api.POST('/v1/sessions', { body: session, ...init(c) })),
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/sessions/{id}', { ...of(id), ...init(c) })),
    /** A page, newest first. */
    list,
    /** All pages, newest first. */
    all: (query: SessionQuery = {}, c?: Call) => all((q: SessionQuery) => list(q, c), query),
    cancel: (id: string, c?: Call) => data(api.POST('/v1/sessions/{id}/cancel', { ...of(id), ...init(c) })),
    /** Replaces link and token. */
    reissueToken: (id: string, c?: Call) => data(api.POST('/v1/sessions/{id}/token', { ...of(id), ...init(c) })),
    /** Makes or moves an appointment and replaces link and token. `at` is the start of a slot. */
    reschedule: (id: string, at: Date | string, c?: Call) =>
      data(api.POST('/v1/sessions/{id}/reschedule', { ...of(id), body: { scheduled_at: new Date(at).toISOString() }, ...init(c) })),
    /** A page of its events, oldest first. */
    events: listEvents,
    allEvents: (id: string, query: Page = {}, c?: Call) => all((q: Page) => listEvents(id, q, c), query),
    /** What it came to; code wrong_state until it has ended. */
    result: (id: string, c?: Call) => data(api.GET('/v1/sessions/{id}/result', { ...of(id), ...init(c) })),
    /** The report's facts. */
    report: (id: string, c?: Call) => data(api.GET('/v1/sessions/{id}/report', { ...of(id), parseAs: 'json', ...init(c) })) as Promise<unknown> as Promise<Report>,
    reportPDF: (id: string, c?: Call) => file(api.GET('/v1/sessions/{id}/report', { ...of(id), parseAs: 'stream', ...init(c), headers: { accept: 'application/pdf' } })),
    /** The recording, WebM. */
    recording: (id: string, c?: Call) => file(api.GET('/v1/sessions/{id}/recording', { ...of(id), parseAs: 'stream', ...init(c), headers: { accept: 'video/webm' } })),
    /** The recording for people, MP4; code composite_pending until it has been made. */
    composite: (id: string, c?: Call) => file(api.GET('/v1/sessions/{id}/recording', { params: { path: { id }, query: { track: 'composite' } }, parseAs: 'stream', ...init(c), headers: { accept: 'video/mp4' } })),
    /** One party's picture and sound, WebM. */
    recordingOf: (id: string, track: 'customer' | 'agent', c?: Call) => file(api.GET('/v1/sessions/{id}/recording', { params: { path: { id }, query: { track } }, parseAs: 'stream', ...init(c), headers: { accept: 'video/webm' } })),
  };
}
