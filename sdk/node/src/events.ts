import type { Api } from './client.js';
import { data, init, type Call } from './operation.js';

export function events(api: Api) {
  return {
    retrieve: (id: string, c?: Call) => data(api.GET('/v1/events/{id}', { params: { path: { id } }, ...init(c) })),
  };
}
