/** What a caller may say about one call. */
export interface Call {
  /** For a POST: your own key, so that another process can repeat it. One is drawn otherwise. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** Turns it into what openapi-fetch takes. */
export function init(c: Call | undefined): { headers?: Record<string, string>; signal?: AbortSignal } {
  return {
    ...(c?.idempotencyKey ? { headers: { 'idempotency-key': c.idempotencyKey } } : {}),
    ...(c?.signal ? { signal: c.signal } : {}),
  };
}

/** The body of a reply. Errors have been thrown on the way. */
export async function data<T>(reply: Promise<{ data?: T }>): Promise<T> {
  return (await reply).data as T;
}

/** Goes over all pages of a list. */
export async function* all<Q extends { starting_after?: string }, T extends { id: string }>(
  list: (query: Q) => Promise<{ data: T[]; has_more: boolean }>, query: Q,
): AsyncGenerator<T, void, undefined> {
  let at = query;
  for (;;) {
    const page = await list(at);
    yield* page.data;
    const last = page.data.at(-1);
    if (!page.has_more || !last) return;
    at = { ...query, starting_after: last.id };
  }
}
