import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BaseKYC, BaseKYCError, ConnectionError } from '../dist/index.js';
import { bodyOf, serve } from './demo.mjs';

const problem = (r, status, code, headers = {}) => r.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify({ status, code, detail: 'why', request_id: 'req_1' }));
const session = (r) => r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: 'vs_1' }));

/** A client that notes its waits, against a server that answers with each of the steps in turn. */
async function meet(t, ...steps) {
  const seen = [], gaps = [];
  const server = await serve(async (q, r) => {
    seen.push({ headers: q.headers, body: (await bodyOf(q)).toString() });
    steps[Math.min(seen.length, steps.length) - 1](r, q);
  });
  t.after(() => server.close());
  const kyc = new BaseKYC({ baseUrl: server.url + '/', secretKey: 'sk_test_x', random: () => 1, sleep: async (ms) => void gaps.push(ms) });
  return { kyc, seen, gaps };
}

const order = { customer: { name: 'Asha Rao', mobile: '9800000002', email: 'asha@example.in' }, verification_type: 'liveness' };

test('retries double up to five, then the error is thrown', async (t) => {
  const { kyc, seen, gaps } = await meet(t, (r) => problem(r, 503, 'out_of_service'));
  await assert.rejects(kyc.sessions.retrieve('vs_1'), (e) => e instanceof BaseKYCError && e.status === 503 && e.code === 'out_of_service' && e.requestId === 'req_1');
  assert.equal(seen.length, 6);
  assert.deepEqual(gaps, [1000, 2000, 4000, 8000, 16000]);
});

test('an error of ours is final', async (t) => {
  for (const status of [400, 401, 403, 404, 409]) {
    const { kyc, seen } = await meet(t, (r) => problem(r, status, 'a_code'));
    await assert.rejects(kyc.sessions.create(order), { status, code: 'a_code' });
    assert.equal(seen.length, 1);
  }
});

test('Retry-After is honoured within the cap', async (t) => {
  for (const [given, want] of [['7', 7000], ['3600', 32000]]) {
    const { kyc, gaps } = await meet(t, (r) => problem(r, 429, 'rate_limited', { 'retry-after': given }), session);
    assert.equal((await kyc.sessions.retrieve('vs_1')).id, 'vs_1');
    assert.deepEqual(gaps, [want]);
  }
});

test('a POST keeps its key and its body through retries, and the next has another', async (t) => {
  const { kyc, seen } = await meet(t, (r) => problem(r, 500, 'internal_error'), (r) => problem(r, 409, 'idempotency_in_flight'), (r, q) => q.socket.destroy(), session);
  await kyc.sessions.create(order);
  await kyc.sessions.create(order);
  await kyc.sessions.create(order, { idempotencyKey: 'order-4711' });
  const keys = seen.map((s) => s.headers['idempotency-key']);
  assert.equal(new Set(keys.slice(0, 4)).size, 1);
  assert.notEqual(keys[4], keys[0]);
  assert.equal(keys[5], 'order-4711');
  assert.ok(seen.every((s) => s.body === JSON.stringify(order) && s.headers.authorization === 'Bearer sk_test_x' && s.headers['content-type'] === 'application/json'));
});

test('a reply that breaks off is tried again', async (t) => {
  const { kyc, seen } = await meet(t, (r, q) => { r.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }); r.write('{"id"'); setImmediate(() => q.socket.destroy()); }, session);
  assert.equal((await kyc.sessions.retrieve('vs_1')).id, 'vs_1');
  assert.equal(seen.length, 2);
  assert.equal(seen[0].headers['idempotency-key'], undefined);
});

test('a server that says nothing is given up', async (t) => {
  const server = await serve(() => {});
  t.after(() => server.close());
  const kyc = new BaseKYC({ baseUrl: server.url, secretKey: 'sk_test_x', timeout: 20, sleep: async () => {} });
  await assert.rejects(kyc.sessions.retrieve('vs_1'), ConnectionError);
});

test('an aborted call ends its retries', async (t) => {
  const stop = new AbortController();
  const { kyc, seen } = await meet(t, (r) => { stop.abort(); problem(r, 503, 'out_of_service'); });
  await assert.rejects(kyc.sessions.retrieve('vs_1', { signal: stop.signal }));
  assert.equal(seen.length, 1);
});

test('an iterator goes over all pages and reads none that nobody needs', async (t) => {
  const asked = [];
  const server = await serve((q, r) => {
    const query = new URL(q.url, 'http://x').searchParams;
    asked.push(query.toString());
    const from = Number((query.get('starting_after') ?? 'vs_0').slice(3));
    const data = [1, 2].map((n) => ({ id: `vs_${from + n}` }));
    r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, has_more: from < 4 }));
  });
  t.after(() => server.close());
  const kyc = new BaseKYC({ baseUrl: server.url, secretKey: 'sk_test_x' });
  const got = [];
  for await (const s of kyc.sessions.all({ status: 'completed', limit: 2 })) got.push(s.id);
  assert.deepEqual(got, ['vs_1', 'vs_2', 'vs_3', 'vs_4', 'vs_5', 'vs_6']);
  assert.deepEqual(asked, ['status=completed&limit=2', 'status=completed&limit=2&starting_after=vs_2', 'status=completed&limit=2&starting_after=vs_4']);
  for await (const s of kyc.sessions.all()) if (s.id === 'vs_1') break;
  assert.equal(asked.length, 4);
});

test('access tokens are fetched once, shared, and replaced when refused', async (t) => {
  let issued = 0, taken = 't1';
  const server = await serve(async (q, r) => {
    if (q.url === '/oauth/token') {
      assert.equal(q.headers.authorization, 'Basic ' + Buffer.from('oc_1:a%2Bb').toString('base64'));
      assert.equal((await bodyOf(q)).toString(), 'grant_type=client_credentials&scope=sessions%3Aread+events%3Aread');
      return r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ access_token: `t${++issued}`, expires_in: 3600 }));
    }
    if (q.headers.authorization !== `Bearer ${taken}`) return problem(r, 401, 'unauthenticated');
    session(r);
  });
  t.after(() => server.close());
  const kyc = new BaseKYC({ baseUrl: server.url, clientId: 'oc_1', clientSecret: 'a+b', scopes: ['sessions:read', 'events:read'] });
  await Promise.all([1, 2, 3].map(() => kyc.sessions.retrieve('vs_1')));
  assert.equal(issued, 1);
  taken = 't2';
  await kyc.sessions.retrieve('vs_1');
  assert.equal(issued, 2);
  taken = 'none';
  await assert.rejects(kyc.sessions.retrieve('vs_1'), { status: 401 });
  assert.equal(issued, 3);
});

test('a stream goes on behind its last event', async (t) => {
  const asked = [];
  const say = (r, id) => r.write(`: still here\n\nid: ${id}\ndata: {"id":"${id}",\ndata: "type":"session.created"}\n\n`);
  const connections = [
    (r) => r.end('retry: 2000\nid: evt_0\n\n'),
    (r) => { say(r, 'evt_1'); say(r, 'evt_2'); r.end('id: evt_3\ndata: {"half'); },
    (r) => { say(r, 'evt_3'); say(r, 'evt_4'); },
  ];
  const server = await serve((q, r) => {
    asked.push(`${q.headers['last-event-id'] ?? ''}${q.url.slice('/v1/events/stream'.length)}`);
    r.writeHead(200, { 'content-type': 'text/event-stream' });
    connections[asked.length - 1](r);
  });
  t.after(() => server.close());
  const kyc = new BaseKYC({ baseUrl: server.url, secretKey: 'sk_test_x', sleep: async () => {} });
  const got = [];
  for await (const e of kyc.events.stream({ type: ['a', 'b'] })) {
    got.push(e.id);
    if (e.id === 'evt_4') break;
  }
  assert.deepEqual(got, ['evt_1', 'evt_2', 'evt_3', 'evt_4']);
  assert.deepEqual(asked, ['?type=a&type=b', 'evt_0?type=a&type=b', 'evt_2?type=a&type=b']);
});

test('a stream ends with a refusal', async (t) => {
  const { kyc, seen } = await meet(t, (r) => problem(r, 403, 'insufficient_scope'));
  await assert.rejects(kyc.events.stream().next(), { code: 'insufficient_scope' });
  assert.equal(seen.length, 1);
});
