import type { Problem, ProblemField } from './schema.js';

/** An error reply. Branch on `code`, which is one of the catalogue at /docs/errors. */
export class BaseKYCError extends Error {
  override readonly name = 'BaseKYCError';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  /** The wrong fields of a 400. */
  readonly errors: ProblemField[];
  /** Seconds that the server asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfter?: number) {
    const fields = (problem.errors ?? []).map((f) => `; ${f.field} ${f.message}`).join('');
    super(`${status} ${problem.code ?? 'unreadable_reply'}: ${problem.detail ?? problem.title ?? ''}${fields}${problem.request_id ? ` (${problem.request_id})` : ''}`);
    this.status = status;
    this.code = problem.code ?? 'unreadable_reply';
    this.requestId = problem.request_id;
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** No reply, after all retries. `cause` says why. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** Reads an error reply, whether it is a problem document, an OAuth error or neither. */
export async function errorOf(reply: Response): Promise<BaseKYCError> {
  const seconds = waitOf(reply.headers.get('retry-after'));
  const problem: Partial<Problem> = { title: reply.statusText, request_id: reply.headers.get('request-id') ?? undefined };
  try {
    const body = (await reply.json()) as Partial<Problem> & { error?: unknown; error_description?: unknown };
    if (typeof body.error === 'string') Object.assign(problem, { code: body.error, detail: String(body.error_description ?? '') });
    else if (typeof body.code === 'string') Object.assign(problem, body);
  } catch {
    // not JSON: a proxy in between, perhaps
  }
  return new BaseKYCError(reply.status, problem, seconds);
}

function waitOf(text: string | null): number | undefined {
  if (!text) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return seconds > 0 ? seconds : undefined;
}
