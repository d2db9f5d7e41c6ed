import type { Api } from './client.js';
import { ConnectionError } from './error.js';
import type { Call } from './operation.js';
import type { Event } from './schema.js';
import { gap, maxRetries, repeatable, type Wiring } from './transport.js';

export interface StreamQuery {
  /** Only these types; all unless given. */
  type?: string[];
  /** Id of the last event that was worked off; begins with what comes next unless given. */
  after?: string;
}

// The server says something every fifteen seconds.
const silence = 45_000;

export async function* stream(api: Api, w: Wiring, query: StreamQuery, c: Call = {}): AsyncGenerator<Event, void, undefined> {
  const at = { after: query.after ?? '' };
  for (let failed = 0; ; ) {
    const quiet = new AbortController();
    const signal = AbortSignal.any([quiet.signal, ...(c.signal ? [c.signal] : [])]);
    let timer: NodeJS.Timeout | undefined;
    try {
      const reply = await api.GET('/v1/events/stream', {
        params: { query: query.type ? { type: query.type } : {} }, parseAs: 'stream', signal,
        headers: { accept: 'text/event-stream', ...(at.after ? { 'last-event-id': at.after } : {}) },
      });
      for await (const message of messages(reply.data as unknown as ReadableStream<Uint8Array>)) {
        failed = 0;
        clearTimeout(timer);
        timer = setTimeout(() => quiet.abort(), silence);
        if (message.id !== undefined) at.after = message.id;
        if (message.data) yield JSON.parse(message.data) as Event;
      }
      throw new ConnectionError('the stream ended');
    } catch (e) {
      if (c.signal?.aborted) throw e;
      const broken = e instanceof TypeError || quiet.signal.aborted ? new ConnectionError('the stream broke', { cause: e }) : e;
      if (failed === maxRetries || !repeatable(broken)) throw broken;
      await w.sleep(gap(failed++, broken, w.random), c.signal);
    } finally {
      clearTimeout(timer);
      quiet.abort();
    }
  }
}

interface Message { id?: string; data: string }

/** Reads server-sent events. A comment is a message without data: it shows that the stream lives. */
async function* messages(body: ReadableStream<Uint8Array>): AsyncGenerator<Message, void, undefined> {
  let rest = '';
  let message: Message = { data: '' };
  for await (const text of body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.map((l) => l.replace(/\r$/, ''))) {
      if (line.startsWith('id:')) message.id = line.slice(3).trimStart();
      else if (line.startsWith('data:')) message.data += line.slice(5).replace(/^ /, '');
      else if (line === '') {
        yield message;
        message = { data: '' };
      }
    }
  }
}
