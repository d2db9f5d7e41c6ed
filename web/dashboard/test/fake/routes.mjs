// What the fake server answers. [method, pattern, answer]: a value is 200, an
// array is [status, value], null is 404, undefined answers by itself.

const page = (list, query) => {
  const limit = Number(query.get('limit') ?? 20);
  const after = query.get('starting_after');
  const from = after ? list.findIndex((x) => x.id === after) + 1 : 0;
  return { data: list.slice(from, from + limit), has_more: list.length > from + limit };
};
const bare = ({ attempts: _, ...d }) => d;
const find = (list, id) => list.find((x) => x.id === id) ?? null;
const patch = (o, body) => o && Object.assign(o, body);
const drop = (world, list, id) => { world[list] = world[list].filter((x) => x.id !== id); return [204]; };
const wrong = (field, message) => [400, { code: 'invalid_parameters', detail: 'Some parameters are not valid.', errors: [{ field, message }] }];
const recovery = Array.from({ length: 10 }, (_, n) => ['abcd', 'efgh', 'ijkl', 'mnop'].map((w) => w.slice(n % 4) + w.slice(0, n % 4)).join('-').replace(/^./, 'qrstuvwxyz'[n]));
const invitation = (s, base) => ({ ...s, token: 'eyJ.fake', token_expires_at: s.expires_at, url: `${base}/v/${s.id}#k3J_tV0qZx81` });

export const routes = [
  ['GET', /^\/dashboard\/me$/, ({ server, world }) => (server.loggedIn ? Object.assign(world.me, { passkey_site: world.passkeys ? { origin: server.base } : null }) : [401, { code: 'unauthenticated', detail: 'Nobody is logged in.' }])],
  ['GET', /^\/dashboard\/entrance$/, ({ server, world }) => ({ sign_up: world.me.sign_up, sso: world.me.sso ?? null, passkeys: world.passkeys ? { origin: server.base } : null, password_letters: true })],
  ['POST', /^\/dashboard\/password\/forgotten$/, () => [204]],
  ['POST', /^\/dashboard\/password\/choose$/, ({ body }) => (body.ticket === 'old' ? [403, { code: 'reset_invalid', detail: 'This link is not good any more. It works once, for 30 minutes. Ask for a new letter.' }] : [204])],
  ['POST', /^\/dashboard\/login$/, ({ server, world, body }) => {
    if (body.password !== 'correct horse battery') return [401, { code: 'credentials_invalid', detail: 'E-mail or password is wrong.' }];
    if (world.me.second_factor.on && !body.code) return [403, { code: 'totp_required', detail: 'The password is right; a code is needed too.' }];
    if (world.me.second_factor.on && body.code !== '123456' && body.code !== 'abcd-efgh-ijkl-mnop') return [401, { code: 'totp_invalid', detail: 'The code is wrong, too old or has been used. Wait for the next one.' }];
    server.loggedIn = true;
    return world.me;
  }],
  ['POST', /^\/dashboard\/passkeys\/challenge$/, ({ world, body }) => (body.password && !world.me.second_factor.passkeys.length
    ? { ticket: '', public_key: null, expires_at: '0001-01-01T00:00:00Z', authenticator: world.me.second_factor.authenticator }
    : { ticket: 'ticket', public_key: { challenge: 'AAAAAAAAAAAAAAAAAAAAAA', rpId: 'localhost', userVerification: 'required', timeout: 300_000 }, expires_at: world.ago(-300_000), authenticator: !!body.password && world.me.second_factor.authenticator })],
  ['POST', /^\/dashboard\/logout$/, ({ server }) => { server.loggedIn = false; return [204]; }],
  ['POST', /^\/dashboard\/signup$/, ({ server, world, body }) => {
    if (body.email === 'taken@example.in') return wrong('email', 'belongs to another member already');
    server.loggedIn = true;
    world.me.account.name = body.account_name;
    world.me.member.name = body.name;
    return [201, { ...world.me, public_key: 'pk_test_8Jx0mW2vQeT5rYb1', secret_key: 'sk_test_4hT9sLq7ZbN2xKf6VwP3mC8d' }];
  }],
  ['POST', /^\/dashboard\/invitations\/read$/, ({ world, body }) => (body.code === 'used' ? [403, { code: 'invitation_invalid', detail: 'This invitation was used, or has run out.' }] : { account_name: world.me.account.name, email: 'audit@suryabank.example', roles: ['auditor'], expires_at: world.ago(-86_400_000) })],
  ['POST', /^\/dashboard\/invitations\/accept$/, ({ server, world }) => { server.loggedIn = true; return [201, world.me]; }],
  ['GET', /^\/dashboard\/me\/logins$/, ({ world }) => ({ data: world.logins })],
  ['DELETE', /^\/dashboard\/me\/logins\/(\w+)$/, ({ world, id }) => drop(world, 'logins', id)],
  ['POST', /^\/dashboard\/password$/, ({ body }) => (body.current === 'wrong' ? wrong('current', 'is not your password') : [204])],

  ['POST', /^\/dashboard\/me\/second_factor$/, ({ world, body }) => (body.password === 'wrong' ? [401, { code: 'credentials_invalid', detail: 'E-mail or password is wrong.' }] : [201, { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Surya%20Small%20Finance%20Bank:meera@suryabank.example?algorithm=SHA1&digits=6&issuer=Surya%20Small%20Finance%20Bank&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', expires_at: world.ago(-900_000) }])],
  ['POST', /^\/dashboard\/me\/second_factor\/confirm$/, ({ world, body }) => {
    if (body.code !== '123456') return [401, { code: 'totp_invalid', detail: 'The code is wrong, too old or has been used. Wait for the next one.' }];
    world.guard(true);
    return { ...world.me, recovery_codes: recovery };
  }],
  ['POST', /^\/dashboard\/me\/second_factor\/disable$/, ({ world }) => { world.guard(false); return world.me; }],
  ['POST', /^\/dashboard\/me\/second_factor\/recovery_codes$/, () => ({ recovery_codes: recovery })],
  ['DELETE', /^\/v1\/members\/(\w+)\/second_factor$/, ({ world, id }) => { find(world.members, id).second_factor = false; return [204]; }],

  ['GET', /^\/v1\/sessions$/, ({ world, query }) => {
    const [status, reference, after] = ['status', 'reference', 'created_after'].map((k) => query.get(k));
    return page(world.sessions.filter((s) => (!status || s.status === status) && (!reference || s.customer.reference === reference) && (!after || s.created_at > after)), query);
  }],
  ['POST', /^\/v1\/sessions$/, ({ server, world, body }) => {
    if (!/^\+?\d{10,}$/.test(body.customer.mobile)) return wrong('customer.mobile', 'must be E.164, or ten digits of an Indian mobile');
    return [201, invitation(world.session(body.customer.name, 'created', Date.now(), { reference: body.customer.reference }), server.base)];
  }],
  ['GET', /^\/v1\/sessions\/(vs_\w+)$/, ({ world, id }) => find(world.sessions, id)],
  ['GET', /^\/v1\/sessions\/(vs_\w+)\/events$/, ({ world, id, query }) => find(world.sessions, id) && page(world.events.filter((e) => e.data.session_id === id), query)],
  ['GET', /^\/v1\/sessions\/(vs_\w+)\/result$/, ({ world, id }) => world.result(find(world.sessions, id)) ?? [409, { code: 'result_not_ready', detail: 'The session has not ended.' }]],
  ['GET', /^\/v1\/sessions\/(vs_\w+)\/(?:recording|report)$/, ({ reply }) => { reply.writeHead(200, { 'Content-Type': 'application/pdf' }); reply.end('%PDF-1.4\n'); }],
  ['POST', /^\/v1\/sessions\/(vs_\w+)\/cancel$/, ({ world, id }) => { const s = find(world.sessions, id); world.play(s, 'canceled'); return s; }],
  ['POST', /^\/v1\/sessions\/(vs_\w+)\/(?:token|reschedule)$/, ({ server, world, id, body }) => {
    const s = find(world.sessions, id);
    if (body?.scheduled_at) Object.assign(s, { status: 'scheduled', scheduled_at: body.scheduled_at });
    return [201, invitation(s, server.base)];
  }],
  ['GET', /^\/v1\/slots$/, () => ({ data: Array.from({ length: 96 }, (_, i) => {
    const start = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 4 * 3_600_000 + i * 900_000; // half past nine in India: a day begins with more than one
    return { starts_at: new Date(start).toISOString(), ends_at: new Date(start + 900_000).toISOString(), free: i % 5 };
  }) })],

  ['GET', /^\/v1\/events\/stream$/, ({ server, reply }) => {
    if (!server.streaming) return null;
    reply.writeHead(200, { 'Content-Type': 'text/event-stream' });
    reply.write(': here\n\n');
    server.streams.add(reply);
    reply.on('close', () => server.streams.delete(reply));
    server.http.emit('stream');
  }],
  ['GET', /^\/v1\/events$/, ({ world, query }) => {
    const [type, session, after] = ['type', 'session_id', 'created_after'].map((k) => query.get(k));
    const list = world.events.filter((e) => (!type || query.getAll('type').includes(e.type)) && (!session || e.data.session_id === session) && (!after || e.created > after));
    return page(query.get('order') === 'desc' ? list.toReversed() : list, query);
  }],
  ['GET', /^\/v1\/events\/(evt_\w+)$/, ({ world, id }) => find(world.events, id)],

  ['GET', /^\/v1\/webhook_endpoints$/, ({ world }) => ({ data: world.endpoints, has_more: false })],
  ['POST', /^\/v1\/webhook_endpoints$/, ({ world, body }) => {
    if (!body.url.startsWith('https://')) return wrong('url', 'must be https on a public host');
    const e = world.endpoint(body.url, { ...body, created_at: new Date().toISOString() });
    world.endpoints.push(e);
    return [201, { ...e, secret: 'whsec_b3l0dGVyLXNwYXJyb3ctbGFudGVybi1oYXJib3Vy' }];
  }],
  ['GET', /^\/v1\/webhook_endpoints\/(we_\w+)$/, ({ world, id }) => find(world.endpoints, id)],
  ['PATCH', /^\/v1\/webhook_endpoints\/(we_\w+)$/, ({ world, id, body }) => patch(find(world.endpoints, id), body.status === 'enabled' ? { ...body, disabled_reason: '', disabled_at: null, failing_since: null } : body)],
  ['DELETE', /^\/v1\/webhook_endpoints\/(we_\w+)$/, ({ world, id }) => drop(world, 'endpoints', id)],
  ['POST', /^\/v1\/webhook_endpoints\/(we_\w+)\/roll_secret$/, ({ world, id, body }) => ({ ...patch(find(world.endpoints, id), { former_secret_expires_at: new Date(Date.now() + (body?.overlap ?? 86_400) * 1000).toISOString() }), secret: 'whsec_cm9sbGVkLW9uY2UtbW9yZS1pbi10aGUtbmlnaHQ=' })],
  ['POST', /^\/v1\/webhook_endpoints\/(we_\w+)\/test$/, ({ world, id, body }) => {
    const e = { ...world.events[0], id: world.id('evt'), type: body?.type ?? 'webhook_endpoint.test', sequence: 0, created: new Date().toISOString(), data: { endpoint_id: id } };
    world.events.push(e);
    return [202, bare(world.deliver(find(world.endpoints, id), e, Date.now()))];
  }],
  ['POST', /^\/v1\/webhook_endpoints\/(we_\w+)\/replay$/, () => [202, { deliveries: 14 }]],
  ['GET', /^\/v1\/webhook_deliveries$/, ({ world, query }) => {
    const [endpoint, event, status] = ['endpoint_id', 'event_id', 'status'].map((k) => query.get(k));
    return page(world.deliveries.filter((d) => (!endpoint || d.endpoint_id === endpoint) && (!event || d.event_id === event) && (!status || d.status === status)).map(bare), query);
  }],
  ['GET', /^\/v1\/webhook_deliveries\/(wd_\w+)$/, ({ world, id }) => find(world.deliveries, id)],
  ['POST', /^\/v1\/webhook_deliveries\/(wd_\w+)\/retry$/, ({ world, id }) => {
    const d = find(world.deliveries, id);
    const at = new Date().toISOString();
    d.attempts.push({ number: d.attempts.length + 1, at, latency_ms: 48, status: 200, error: '', excerpt: '{"received":true}' });
    return [202, bare(Object.assign(d, { status: 'succeeded', attempt_count: d.attempts.length, next_attempt_at: null, ended_at: at }))];
  }],

  ['GET', /^\/v1\/api_keys$/, ({ world }) => ({ data: world.keys, has_more: false })],
  ['POST', /^\/v1\/api_keys$/, ({ world, body, live }) => {
    const k = world.key(body.kind, body.name, { ...body, created_at: new Date().toISOString(), livemode: live });
    world.keys.unshift(k);
    return [201, { ...k, key: `${body.kind === 'secret' ? 'sk' : 'pk'}_${live ? 'live' : 'test'}_4hT9sLq7ZbN2xKf6VwP3mC8d` }];
  }],
  ['PATCH', /^\/v1\/api_keys\/(key_\w+)$/, ({ world, id, body }) => patch(find(world.keys, id), body)],
  ['POST', /^\/v1\/api_keys\/(key_\w+)\/roll$/, ({ world, id, body }) => {
    const old = find(world.keys, id);
    const k = world.key(old.kind, old.name, { scopes: old.scopes, origins: old.origins, created_at: new Date().toISOString() });
    Object.assign(old, { expires_at: new Date(Date.now() + (body?.overlap ?? 86_400) * 1000).toISOString(), replaced_by: k.id });
    world.keys.unshift(k);
    return [201, { ...k, key: 'sk_test_9rolledKf6VwP3mC8dT2xQ' }];
  }],
  ['DELETE', /^\/v1\/api_keys\/(key_\w+)$/, ({ world, id }) => { patch(find(world.keys, id), { revoked_at: new Date().toISOString() }); return [204]; }],
  ['GET', /^\/v1\/oauth_clients$/, ({ world }) => ({ data: world.clients, has_more: false })],
  ['POST', /^\/v1\/oauth_clients$/, ({ world, body }) => {
    const id = world.id('oc');
    const c = { id, client_id: id, name: body.name, scopes: body.scopes ?? [], livemode: false, created_at: new Date().toISOString(), last_used_at: null };
    world.clients.unshift(c);
    return [201, { ...c, client_secret: 'ocs_test_4hT9sLq7ZbN2xKf6VwP3mC8d' }];
  }],
  ['POST', /^\/v1\/oauth_clients\/(oc_\w+)\/roll_secret$/, ({ world, id }) => ({ ...find(world.clients, id), client_secret: 'ocs_test_9rolledKf6VwP3mC8dT2xQ' })],
  ['DELETE', /^\/v1\/oauth_clients\/(oc_\w+)$/, ({ world, id }) => drop(world, 'clients', id)],

  ['GET', /^\/v1\/members$/, ({ world }) => ({ data: world.members, has_more: false })],
  ['PATCH', /^\/v1\/members\/(\w+)$/, ({ world, id, body }) => patch(find(world.members, id), body)],
  ['DELETE', /^\/v1\/members\/(\w+)$/, ({ world, id }) => drop(world, 'members', id)],
  ['GET', /^\/v1\/invitations$/, ({ world }) => ({ data: world.invitations, has_more: false })],
  ['POST', /^\/v1\/invitations$/, ({ server, world, body }) => {
    const i = { id: world.id('inv'), ...body, status: 'pending', created_at: new Date().toISOString(), expires_at: new Date(Date.now() + 7 * 86_400_000).toISOString() };
    world.invitations.unshift(i);
    return [201, { ...i, url: server.base + '/dashboard/invited#Xk29fQ' }];
  }],
  ['DELETE', /^\/v1\/invitations\/(\w+)$/, ({ world, id }) => drop(world, 'invitations', id)],
  ['GET', /^\/v1\/account$/, ({ world }) => world.me.account],
  ['PATCH', /^\/v1\/account$/, ({ world, body }) => Object.assign(world.me.account, { ...body, branding: { ...world.me.account.branding, ...body.branding }, security: { ...world.me.account.security, ...body.security } })],
  ['PUT', /^\/v1\/account\/logo$/, ({ world }) => { world.me.account.branding.logo_url = '/join/icon.svg'; return world.me.account; }],
  ['DELETE', /^\/v1\/account\/logo$/, ({ world }) => { world.me.account.branding.logo_url = null; return [204]; }],

  ['GET', /^\/v1\/stats\/sessions$/, ({ world, live }) => (live || !world.sessions.length ? { timezone: 'UTC', data: [] } : world.stats())],
  ['GET', /^\/v1\/stats\/webhooks$/, ({ world, query }) => world.webhookStats(!!world.endpoints.find((e) => e.id === query.get('endpoint_id'))?.failing_since)],

  ['GET', /^\/v1\/hours$/, ({ world }) => world.hours],
  ['PUT', /^\/v1\/hours$/, ({ world, body }) => { world.hours = body; return body; }],
  ['GET', /^\/v1\/sandbox\/messages$/, ({ world, query }) => page(world.messages, query)],
  ['POST', /^\/v1\/sandbox\/sessions\/(vs_\w+)\/simulate$/, ({ world, id, body }) => {
    const scenes = { join: ['joined'], consent: ['consent'], queue: ['queued'], start: ['started'], interrupt: ['interrupted'], pass_liveness: ['liveness'], fail_liveness: ['spoof'], capture_document: ['document'], match_face: ['match'], approve: ['decided', 'recording', 'report', 'completed'], reject: ['decided', 'rejected'], expire: ['expired'], fail: ['failed'] };
    const s = find(world.sessions, id);
    for (const scene of scenes[body.action] ?? []) world.play(s, scene);
    return s;
  }],
  ['POST', /^\/v1\/sandbox\/events$/, ({ world, body }) => [202, world.tell(body.type, { session_id: body.session_id ?? world.sessions[0]?.id ?? 'vs_06e8', test: true })]],
  ['POST', /^\/v1\/sandbox\/clock$/, ({ body }) => ({ advanced: body.advance, sessions: 3, deliveries: 2 })],
];
