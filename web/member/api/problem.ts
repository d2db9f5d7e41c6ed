import { phrase } from '../../ui/say.js';
/** The body of every error reply (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number; // 0 when no reply came at all
  detail?: string;
  code: string;
  request_id?: string;
  errors?: { field: string; message: string }[];
}

/** A request that was refused. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }

  /** What is wrong with a field of the form, by its path in the body. */
  of(field: string): string | undefined {
    return this.problem.errors?.find((e) => e.field === field)?.message;
  }
}

export const offline: Problem = { type: '', title: phrase('The server cannot be reached'), status: 0, code: 'network_error', detail: phrase('Check the connection, then try again.') };

/** What is not a problem of the server's own: a proxy's page, an empty reply. */
export async function problemOf(reply: Response): Promise<Problem> {
  const told = await reply.json().catch(() => undefined) as Problem | undefined;
  if (told && typeof told.code === 'string') return told;
  return { type: '', title: reply.statusText || 'The request was refused', status: reply.status, code: 'http_' + reply.status, detail: `The server answered ${reply.status}.` };
}
