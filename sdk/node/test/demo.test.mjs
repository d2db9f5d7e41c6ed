import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import { BaseKYC, BaseKYCError, verifyWebhook, WebhookError } from '../dist/index.js';
import { bodyOf, serve, startDemo } from './demo.mjs';

let demo, kyc;
before(async () => {
  demo = await startDemo();
  kyc = new BaseKYC({ baseUrl: demo.url, secretKey: demo.secret_key });
});
after(() => demo?.stop());

const order = (more = {}) => ({ customer: { name: 'Asha Rao', mobile: '9800000002', email: 'asha@example.in', ...more }, verification_type: 'full_kyc' });

test('a session is made, found, read and canceled', async () => {
  const made = await kyc.sessions.create(order({ reference: 'node-1' }));
  assert.ok(made.url.startsWith(`${demo.url}/v/${made.id}#`));
  assert.equal((await kyc.sessions.retrieve(made.id)).status, 'created');
  const found = [];
  for await (const s of kyc.sessions.all({ reference: 'node-1' })) found.push(s.id);
  assert.deepEqual(found, [made.id]);
  const renewed = await kyc.sessions.reissueToken(made.id);
  assert.notEqual(renewed.url, made.url);
  await assert.rejects(kyc.sessions.result(made.id), { status: 409, code: 'wrong_state' });
  assert.equal((await kyc.sessions.cancel(made.id)).status, 'canceled');
  assert.equal((await kyc.sessions.result(made.id)).outcome, null);
  const types = [];
  for await (const e of kyc.sessions.allEvents(made.id, { limit: 1 })) types.push(e.type);
  assert.deepEqual(types, ['session.created', 'session.token_issued', 'session.canceled']);
  const { data } = await kyc.sessions.events(made.id);
  assert.deepEqual(await kyc.events.retrieve(data[0].id), data[0]);
  await assert.rejects(kyc.sessions.recording(made.id), BaseKYCError);
});

test('an error names the wrong field and never its value', async () => {
  await assert.rejects(kyc.sessions.create(order({ email: 'nobody' })), (e) => {
    assert.equal(e.status, 400);
    assert.equal(e.code, 'invalid_parameters');
    assert.equal(e.errors[0].field, 'customer.email');
    assert.ok(!JSON.stringify(e).includes('nobody') && !e.message.includes('nobody'));
    return true;
  });
  const stranger = new BaseKYC({ baseUrl: demo.url, secretKey: 'sk_test_' + 'a'.repeat(32) });
  await assert.rejects(stranger.sessions.list(), { status: 401, code: 'unauthenticated' });
});

test('a delivery is verified, a changed one is refused', async (t) => {
  const heard = new EventEmitter();
  const receiver = await serve(async (q, r) => {
    const body = await bodyOf(q);
    r.writeHead(204).end();
    heard.emit('delivery', body, q.headers);
  });
  t.after(() => receiver.close());
  const endpoint = await kyc.webhookEndpoints.create({ url: receiver.url, events: ['session.created'] });
  assert.equal((await kyc.webhookEndpoints.retrieve(endpoint.id)).url, receiver.url);
  assert.ok((await kyc.webhookEndpoints.list()).data.some((e) => e.id === endpoint.id));
  const arrived = once(heard, 'delivery');
  const made = await kyc.sessions.create(order());
  const [body, headers] = await arrived;

  const event = verifyWebhook(body, headers, ['whsec_' + Buffer.alloc(32).toString('base64'), endpoint.secret]);
  assert.equal(event.type, 'session.created');
  assert.equal(event.data.session_id, made.id);
  assert.deepEqual(verifyWebhook(body.toString(), new Headers(Object.entries(headers).filter(([k]) => k.startsWith('webhook-'))), endpoint.secret), event);

  const refused = (code, ...args) => assert.throws(() => verifyWebhook(...args), (e) => e instanceof WebhookError && e.code === code);
  refused('signature_mismatch', Buffer.concat([body, Buffer.from(' ')]), headers, endpoint.secret);
  refused('signature_mismatch', body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }, endpoint.secret);
  refused('signature_mismatch', body, { ...headers, 'webhook-signature': 'v1,AAAA v2,x' }, endpoint.secret);
  refused('signature_missing', body, { ...headers, 'webhook-id': undefined }, endpoint.secret);
  refused('timestamp', body, headers, endpoint.secret, { now: new Date(Date.now() + 301_000) });
  refused('secret', body, headers, 'sk_test_x');

  const deliveries = [];
  for await (const d of kyc.webhookDeliveries.all({ endpoint_id: endpoint.id })) deliveries.push(d);
  assert.equal(deliveries.length, 1);
  assert.deepEqual((await kyc.webhookDeliveries.list({ session_id: made.id })).data.map((d) => d.id), [deliveries[0].id]);
  assert.deepEqual((await kyc.webhookDeliveries.list({ session_id: made.id + '0' })).data, []);
  assert.equal((await kyc.webhookDeliveries.retrieve(deliveries[0].id)).event_id, event.id);
  const again = once(heard, 'delivery');
  const rolled = await kyc.webhookEndpoints.rollSecret(endpoint.id, 0);
  await kyc.webhookDeliveries.retry(deliveries[0].id);
  const [second, signed] = await again;
  assert.equal(verifyWebhook(second, signed, rolled.secret).id, event.id);
  refused('signature_mismatch', second, signed, endpoint.secret);
  assert.equal((await kyc.webhookEndpoints.update(endpoint.id, { description: 'of a test' })).description, 'of a test');
  const tested = once(heard, 'delivery');
  await kyc.webhookEndpoints.test(endpoint.id);
  assert.equal(verifyWebhook(...(await tested), rolled.secret).type, 'webhook_endpoint.test');
  assert.ok((await kyc.webhookEndpoints.replay(endpoint.id, { since: made.created_at })).deliveries >= 1);
  await kyc.webhookEndpoints.delete(endpoint.id);
  await assert.rejects(kyc.webhookEndpoints.retrieve(endpoint.id), { status: 404, code: 'endpoint_not_found' });
});

test('events are followed, keys are narrow, appointments are made', async () => {
  const made = await kyc.sessions.create(order());
  const { data: [first] } = await kyc.sessions.events(made.id);
  const slots = await kyc.appointments.slots({ days: 7 });
  assert.equal((await kyc.sessions.reschedule(made.id, slots.data.at(-1).starts_at)).status, 'scheduled');
  for await (const e of kyc.events.stream({ after: first.id, type: ['session.scheduled'] })) {
    assert.equal(e.data.session_id, made.id);
    break;
  }
  const listed = [];
  for await (const e of kyc.events.all({ session_id: made.id, type: ['session.created', 'session.scheduled'], limit: 1 })) listed.push(e.type);
  assert.deepEqual(listed, ['session.created', 'session.scheduled']);

  const key = await kyc.apiKeys.create({ kind: 'secret', name: 'reporting', scopes: ['sessions:read'] });
  const reporting = new BaseKYC({ baseUrl: demo.url, secretKey: key.key });
  assert.equal((await reporting.sessions.retrieve(made.id)).id, made.id);
  await assert.rejects(reporting.sessions.cancel(made.id), { status: 403, code: 'insufficient_scope' });
  assert.equal((await kyc.apiKeys.update(key.id, { name: 'reports' })).name, 'reports');
  const successor = await kyc.apiKeys.roll(key.id, 0);
  assert.notEqual(successor.id, key.id);
  await kyc.apiKeys.revoke(successor.id);
  assert.ok((await kyc.apiKeys.retrieve(successor.id)).revoked_at);
  assert.equal((await kyc.appointments.hours()).time_zone, 'Asia/Kolkata');
});

test('an OAuth client works until it is deleted', async () => {
  const made = await kyc.oauthClients.create({ name: 'reporting', scopes: ['sessions:read'] });
  const reporting = new BaseKYC({ baseUrl: demo.url, clientId: made.client_id, clientSecret: made.client_secret });
  assert.ok(Array.isArray((await reporting.sessions.list()).data));
  await assert.rejects(reporting.sessions.create(order()), { status: 403, code: 'insufficient_scope' });
  const rolled = await kyc.oauthClients.rollSecret(made.id, 0);
  const former = new BaseKYC({ baseUrl: demo.url, clientId: made.client_id, clientSecret: made.client_secret });
  await assert.rejects(former.sessions.list(), { status: 401, code: 'invalid_client' });
  assert.notEqual(rolled.client_secret, made.client_secret);
  await kyc.oauthClients.delete(made.id);
  await assert.rejects(reporting.sessions.list(), { status: 401 });
});

test('a test key does not reach the staff', async () => {
  await assert.rejects(kyc.account.members(), { status: 403, code: 'live_mode_only' });
  await assert.rejects(kyc.account.invite({ email: 'dev@example.in', roles: ['developer'] }), { status: 403, code: 'live_mode_only' });
});

test('a session is approved without a camera, and counted', async () => {
  const made = await kyc.sessions.create(order());
  await kyc.sandbox.simulate(made.id, 'approve');
  for await (const e of kyc.events.stream({ after: (await kyc.sessions.events(made.id)).data[0].id, type: ['session.completed'] })) {
    if (e.data.session_id === made.id) break;
  }
  assert.equal((await kyc.sessions.result(made.id)).status, 'completed');
  const mock = await kyc.sandbox.mockEvent({ type: 'session.rejected' });
  assert.equal(mock.type, 'session.rejected');
  assert.equal((await kyc.sandbox.advanceClock(60)).advanced, 60);
  const told = await kyc.sessions.create({ ...order(), deliver: ['sms'] });
  const captured = (await kyc.sandbox.messages()).data.find((m) => m.session_id === told.id);
  assert.equal(captured.channel, 'sms');
  assert.equal(captured.url, told.url);
  assert.ok((await kyc.stats.sessions({ days: 1 })).data.at(-1).created > 0);
  assert.ok(Array.isArray((await kyc.stats.webhooks({ hours: 1 })).data));
});

test('a repeated key makes nothing twice, and lists are filtered', async () => {
  const wanted = { ...order(), metadata: { branch: 'Pune' } };
  const first = await kyc.sessions.create(wanted, { idempotencyKey: 'node-4713' });
  assert.deepEqual(await kyc.sessions.create(wanted, { idempotencyKey: 'node-4713' }), first);
  await assert.rejects(kyc.sessions.create(order(), { idempotencyKey: 'node-4713' }), { status: 409, code: 'idempotency_key_reused' });
  const found = [];
  for await (const s of kyc.sessions.all({ status: ['created', 'joined'], metadata: { branch: 'Pune' }, created_after: first.created_at })) found.push(s.id);
  assert.deepEqual(found, [first.id]);
});
