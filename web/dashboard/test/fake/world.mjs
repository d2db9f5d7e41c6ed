// An account as the dashboard meets it: sessions in every state, keys, webhooks
// with their failures, people. Times hang on the moment of the start.

import { EventEmitter } from 'node:events';
import { dice, ids } from './ids.mjs';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const names = ['Asha Rao', 'Vikram Singh Rathore', 'சுப்பிரமணியன் வெங்கடேஸ்வரன் மீனாட்சிசுந்தரம் பிள்ளை', 'Priya Menon', 'Mohammed Irfan Sheikh', 'Anjali Deshpande', 'राजेश कुमार श्रीवास्तव', 'Karthik Subramanian', 'D’Souza Maria-Fernandes', 'লক্ষ্মী চট্টোপাধ্যায়', 'Gurpreet Kaur', 'Neha Agarwal'];
const stories = {
  completed: ['created', 'joined', 'consent', 'queued', 'started', 'liveness', 'document', 'match', 'decided', 'recording', 'report', 'completed'],
  rejected: ['created', 'joined', 'consent', 'queued', 'started', 'spoof', 'decided', 'recording', 'report', 'rejected'],
  in_progress: ['created', 'joined', 'consent', 'queued', 'started', 'liveness'],
  waiting: ['created', 'joined', 'consent', 'queued'],
  joined: ['created', 'joined'],
  created: ['created'],
  expired: ['created', 'expired'],
  canceled: ['created', 'canceled'],
  failed: ['created', 'joined', 'consent', 'queued', 'started', 'interrupted', 'failed'],
};
const mix = ['completed', 'in_progress', 'completed', 'waiting', 'rejected', 'created', 'completed', 'expired', 'completed', 'failed', 'completed', 'canceled', 'joined'];
const steps = ['consent', 'liveness', 'document', 'face_match', 'decision'];
const hash = 'b51f6a38c7e04d1d9c2f90aa613c2e0a4f7db7715c5f0f4c2a9a2f6c5bd0e1a7';

export class World extends EventEmitter {
  constructor({ sessions = 12, permissions, now = Date.now(), factor = 'off', sso = null, passkeys = false } = {}) {
    super();
    this.setMaxListeners(100);
    this.roll = dice(20261125);
    this.id = ids(this.roll);
    this.now = now;
    this.me = {
      member: { id: this.id('off'), name: 'Meera Iyer', email: 'meera@suryabank.example', roles: ['admin'], second_factor: false, certificate: null, languages: ['en', 'hi'], skills: [] },
      account: { id: this.id('acct'), name: 'Surya Small Finance Bank', branding: { color: '#1b5e4a', logo_url: null, look: {} }, security: { require_second_factor: false, require_certificate: true }, desk: { wait_target: 120, widen_after: 120, skills: { sebi_vipv: ['securities'] } } },
      permissions: permissions ?? ['sessions:read', 'sessions:write', 'artifacts:read', 'events:read', 'webhooks:read', 'webhooks:write', 'keys:read', 'keys:write', 'account:read', 'account:write', 'sandbox:write'],
      second_factor: { on: false, authenticator: false, since: null, passkeys: [], recovery_codes_left: 0, needed: false },
      passkey_site: null,
      sign_up: 'open', sso, base_url: 'http://localhost',
    };
    for (const k of ['sessions', 'events', 'endpoints', 'deliveries', 'keys', 'clients', 'messages', 'invitations']) this[k] = [];
    this.members = [
      { ...this.me.member, created_at: this.ago(90 * day) },
      { id: this.id('off'), name: 'Arjun Nair', email: 'arjun@suryabank.example', roles: ['developer'], second_factor: true, certificate: null, languages: [], skills: [], created_at: this.ago(40 * day) },
      { id: this.id('off'), name: 'சுப்பிரமணியன் வெங்கடேஸ்வரன் மீனாட்சிசுந்தரம்', email: 'subramanian.venkateswaran@suryabank.example', roles: ['agent', 'auditor'], second_factor: true, certificate: { number: 'VKYC-2025-0417', expires_at: this.ago(-200 * day) }, languages: ['ta', 'en'], skills: ['senior_citizens'], created_at: this.ago(12 * day) },
      { id: this.id('off'), name: 'Farhan Qureshi', email: 'farhan@suryabank.example', roles: ['agent'], second_factor: false, certificate: { number: 'VKYC-2023-0102', expires_at: this.ago(30 * day) }, languages: ['hi'], skills: [], created_at: this.ago(300 * day) },
    ];
    this.hours = { time_zone: 'Asia/Kolkata', hours: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'].map((d) => ({ day: d, from: '09:00', to: '21:00' })), slot_minutes: 15, capacity: 4 };
    const agent = (name) => `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ${name} Safari/537.36`;
    this.logins = [
      { id: this.id('log'), created_at: this.ago(4 * minute), seen_at: this.ago(0), expires_at: this.ago(-12 * hour), address: '10.4.2.17', agent: agent('Chrome/141.0.0.0'), method: 'password', current: true },
      { id: this.id('log'), created_at: this.ago(2 * day), seen_at: this.ago(5 * hour), expires_at: this.ago(-7 * hour), address: '10.4.9.80', agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1', method: 'sso', current: false },
    ];
    this.me.login = this.logins[0];
    this.guard(factor === 'on');
    this.me.second_factor.needed = factor === 'needed';
    this.passkeys = passkeys; // the site is known once the server listens
    if (passkeys && factor === 'on') {
      Object.assign(this.me.second_factor, { passkeys: [
        { id: this.id('passkey'), name: 'Chrome on Linux', synced: false, created_at: this.ago(30 * day), used_at: this.ago(2 * hour), doubted_at: null },
        { id: this.id('passkey'), name: 'Key ring, the one with the blue tape around it, kept in the safe', synced: true, created_at: this.ago(9 * day), used_at: null, doubted_at: this.ago(3 * hour) },
      ] });
    }
    if (sessions) this.fill(sessions);
  }

  ago(ms) {
    return new Date(this.now - ms).toISOString();
  }

  guard(on) {
    this.me.member.second_factor = this.members[0].second_factor = on;
    this.me.second_factor = { on, authenticator: on, since: on ? this.ago(60 * day) : null, passkeys: [], recovery_codes_left: on ? 8 : 0, needed: false };
  }

  fill(size) {
    this.endpoints.push(
      this.endpoint('https://api.suryabank.example/hooks/kyc', { description: 'Core banking', created_at: this.ago(60 * day) }),
      this.endpoint('https://crm.suryabank.example/webhooks/basekyc/verification-results', { description: 'CRM', events: ['session.completed', 'session.rejected'], failing_since: this.ago(3 * hour), created_at: this.ago(30 * day) }),
      this.endpoint('https://old.suryabank.example/in', { status: 'disabled', disabled_reason: 'failing', disabled_at: this.ago(2 * day), failing_since: this.ago(7 * day), created_at: this.ago(80 * day) }),
    );
    for (let i = size - 1; i >= 0; i--) this.session(names[i % names.length], mix[i % mix.length], this.now - i * 47 * minute - 6 * minute, { reference: 'CUST-' + (48213 + i) });
    this.keys.push(
      this.key('secret', 'Backend, production-like', { last_used_at: this.ago(2 * minute), created_at: this.ago(60 * day) }),
      this.key('public', 'Web and app', { origins: ['https://onboarding.suryabank.example'], last_used_at: this.ago(hour), created_at: this.ago(60 * day) }),
      this.key('secret', 'Reporting', { scopes: ['sessions:read', 'artifacts:read'], created_at: this.ago(20 * day), last_used_at: this.ago(3 * day) }),
      this.key('secret', 'Old laptop', { created_at: this.ago(70 * day), expires_at: this.ago(-20 * hour), last_used_at: this.ago(day) }),
      this.key('secret', 'Contractor', { created_at: this.ago(75 * day), revoked_at: this.ago(10 * day), last_used_at: this.ago(11 * day) }),
    );
    this.clients.push({ id: 'oc_' + this.id('x').slice(2), name: 'Data warehouse', scopes: ['sessions:read', 'events:read'], livemode: false, created_at: this.ago(9 * day), last_used_at: this.ago(25 * minute) });
    this.messages.push(
      { id: this.id('msg'), channel: 'sms', to: '+919800000002', text: 'Surya Small Finance Bank: Asha Rao, please complete your video verification: http://localhost/v/vs_06e8#k3J_tV0q', session_id: this.sessions[0].id, language: 'en', created_at: this.ago(5 * minute), url: 'http://localhost/v/vs_06e8#k3J_tV0q' },
      { id: this.id('msg'), channel: 'email', to: 'rajesh@example.in', subject: 'आपका वीडियो सत्यापन', text: 'नमस्ते राजेश कुमार श्रीवास्तव,\n\nकृपया अपना वीडियो सत्यापन पूरा करें:\nhttp://localhost/v/vs_06e9#Zx81', session_id: this.sessions[1].id, language: 'hi', created_at: this.ago(40 * minute), url: 'http://localhost/v/vs_06e9#Zx81' },
    );
    this.invitations.push({ id: this.id('inv'), email: 'audit@suryabank.example', roles: ['auditor'], status: 'pending', created_at: this.ago(day), expires_at: this.ago(-6 * day) });
  }

  endpoint(url, more = {}) {
    return { id: this.id('we'), livemode: false, url, events: [], description: '', api_version: '2026-11-01', status: 'enabled', disabled_reason: '', disabled_at: null, failing_since: null, former_secret_expires_at: null, created_at: this.ago(0), ...more };
  }

  key(kind, name, more = {}) {
    return { id: this.id('key'), kind, name, livemode: false, scopes: [], origins: [], hint: (kind === 'secret' ? 'sk' : 'pk') + '_test_…' + this.id('').slice(-4), created_at: this.ago(0), last_used_at: null, expires_at: null, revoked_at: null, replaced_by: null, ...more };
  }

  /** A session with the story that leads to its status. */
  session(name, status, at, more = {}) {
    const s = {
      id: this.id('vs'), livemode: false, status: 'created', sub_status: '', recommended_action: 'send_link',
      customer: { name, mobile: '+919800000002', email: 'customer@example.in', reference: more.reference ?? '', date_of_birth: '1991-04-17' },
      verification_type: 'full_kyc', profile: 'rbi_vcip', language: name.startsWith('சு') ? 'ta' : 'en', documents: ['pan'], steps: steps.map((id) => ({ id, progress: 'pending' })),
      grace_period: 90, on_interruption: 'resume', redirect_url: 'https://onboarding.suryabank.example/done', metadata: { branch: 'Mylapore', channel: 'app' },
      created_at: new Date(at).toISOString(), updated_at: new Date(at).toISOString(), expires_at: new Date(at + 72 * hour).toISOString(), grace_ends_at: null,
    };
    this.sessions.unshift(s);
    let t = at;
    for (const scene of stories[status] ?? []) this.play(s, scene, t += 2000 + this.roll() * 20_000);
    return s;
  }

  /** One thing that happens to a session: its state, its event, its deliveries. */
  play(s, scene, at = Date.now()) {
    const step = (id, progress) => { s.steps = s.steps.map((x) => (x.id === id ? { ...x, progress } : x)); };
    const move = (status, more = {}) => {
      const previous_status = s.status;
      Object.assign(s, { status, updated_at: new Date(at).toISOString() }, more);
      return { status, previous_status };
    };
    const scenes = {
      created: ['session.created', () => ({ status: 'created', verification_type: s.verification_type, profile: s.profile })],
      joined: ['session.joined', () => { step('consent', 'current'); return move('joined', { recommended_action: 'wait_for_customer' }); }],
      consent: ['consent.recorded', () => { step('consent', 'done'); step('liveness', 'current'); return { version: '2026-10', language: s.language, sha256: hash }; }],
      queued: ['session.queued', () => move('waiting', { recommended_action: 'wait' })],
      started: ['session.started', () => ({ ...move('in_progress'), officer_id: this.members[2].id, simulated: true })],
      liveness: ['liveness.passed', () => { step('liveness', 'done'); step('document', 'current'); return { check_id: this.id('chk'), verdict: 'passed' }; }],
      spoof: ['liveness.failed', () => { step('liveness', 'failed'); return { check_id: this.id('chk'), verdict: 'failed' }; }],
      document: ['document.captured', () => { step('document', 'done'); step('face_match', 'current'); return { artifact_id: this.id('art'), label: 'pan_front', sha256: hash }; }],
      match: ['check.completed', () => { step('face_match', 'done'); step('decision', 'current'); return { check_id: this.id('chk'), kind: 'face_match', verdict: 'passed', similarity: 0.412, confidence: 0.978 }; }],
      interrupted: ['session.interrupted', () => move('interrupted', { grace_ends_at: new Date(at + 90_000).toISOString() })],
      decided: ['session.decided', () => { step('decision', 'done'); return { ...move('decided'), ruling: 'approve', outcome: s.steps.some((x) => x.progress === 'failed') ? 'rejected' : 'approved' }; }],
      recording: ['recording.ready', () => ({ artifact_id: this.id('art'), sha256: hash, bytes: 18_231_044 })],
      report: ['report.ready', () => ({ artifact_id: this.id('art'), sha256: hash, bytes: 212_400 })],
      completed: ['session.completed', () => ({ ...move('completed', { recommended_action: 'accept', sub_status: 'approved' }), outcome: 'approved', reasons: [], face_match: { verdict: 'passed', score: 0.978, similarity: 0.412, threshold: 0.29 }, liveness: { verdict: 'passed', score: 0.94 } })],
      rejected: ['session.rejected', () => ({ ...move('rejected', { recommended_action: 'decline' }), outcome: 'rejected', reasons: [{ code: 'spoof_suspected', message: 'A replay on a screen is suspected.' }] })],
      expired: ['session.expired', () => move('expired', { recommended_action: 'create_new_session' })],
      canceled: ['session.canceled', () => move('canceled', { recommended_action: 'none' })],
      failed: ['session.failed', () => move('failed', { recommended_action: 'create_new_session', sub_status: 'agent_lost', grace_ends_at: null })],
    };
    const [type, act] = scenes[scene];
    const data = { session_id: s.id, ...act() };
    return this.tell(type, data, at, s.id);
  }

  tell(type, data, at = Date.now(), session = '') {
    const e = {
      id: this.id('evt'), type, api_version: '2026-11-01', created: new Date(at).toISOString(), livemode: false,
      sequence: session ? this.events.filter((x) => x.data.session_id === session).length + 1 : 0, position: this.events.length + 1, data,
    };
    this.events.push(e);
    for (const w of this.endpoints) {
      if (w.status !== 'enabled' || (w.events.length && !w.events.includes(type))) continue;
      this.deliver(w, e, at);
    }
    this.emit('event', e);
    return e;
  }

  deliver(w, e, at) {
    const fails = w.url.includes('crm.') && this.roll() < 0.6;
    const attempts = fails
      ? Array.from({ length: 3 }, (_, i) => ({ number: i + 1, at: new Date(at + [0, 62, 371][i] * 1000).toISOString(), latency_ms: [5000, 212, 188][i], status: [null, 503, 503][i], error: ['timeout: no reply within 5 s', '', ''][i], excerpt: i ? '{"error":"upstream connect error or disconnect/reset before headers"}' : '' }))
      : [{ number: 1, at: new Date(at + 30).toISOString(), latency_ms: Math.round(28 + this.roll() * 90), status: 200, error: '', excerpt: '{"received":true}' }];
    const d = { id: this.id('wd'), endpoint_id: w.id, event_id: e.id, event_type: e.type, livemode: false, order: this.deliveries.filter((x) => x.endpoint_id === w.id).length + 1, status: fails ? 'pending' : 'succeeded', attempt_count: attempts.length, next_attempt_at: fails ? new Date(at + 2 * hour).toISOString() : null, created_at: new Date(at).toISOString(), ended_at: fails ? null : attempts[0].at, attempts };
    this.deliveries.unshift(d);
    return d;
  }

  result(s) {
    const over = ['decided', 'completed', 'rejected', 'expired', 'canceled', 'failed'].includes(s.status);
    if (!over) return null;
    const bad = s.status === 'rejected';
    const met = bad || s.status === 'completed' || s.status === 'decided';
    const asked = (kind, passed, reaction_ms) => ({ kind, asked_at: s.created_at, passed, reaction_ms, ...(passed ? {} : { reason: 'not_seen' }) });
    return {
      session_id: s.id, status: s.status, outcome: met ? (bad ? 'rejected' : 'approved') : null,
      reasons: bad ? [{ code: 'spoof_suspected', message: 'A replay on a screen is suspected.' }] : [],
      face_match: met && !bad ? { score: 0.978, similarity: 0.412, threshold: 0.29, decision: 'match' } : { score: null, similarity: null, threshold: null, decision: 'unavailable' },
      liveness: met ? { passed: !bad, verdict: bad ? 'failed' : 'passed', score: bad ? 0.21 : 0.94, challenges: [asked('turn_left', true, 1240), asked('smile', !bad, bad ? null : 1710), asked('look_up', !bad, bad ? null : 980)] } : { passed: null, verdict: 'unavailable', score: null, challenges: [] },
      documents: met && !bad ? [{ type: 'pan', number_masked: 'XXXXX1234X', fields: { name: s.customer.name }, read: [{ name: 'name', proposal: s.customer.name, confidence: 0.97, value: s.customer.name, changed: false, officer: { name: 'Ravi Kumar' }, confirmed_at: null }], checks: [{ id: 'picture_quality', verdict: 'passed' }, { id: 'printed_number', verdict: 'unavailable', detail: 'No reader for this document yet' }] }] : [],
      location: met ? { latitude: 13.0339, longitude: 80.2676, accuracy: 18 } : null, rules: [],
      officer: met ? { id: this.members[2].id, name: 'Sandbox officer', simulated: true } : null, decided_at: met ? s.updated_at : null,
      recording_url: met ? `/v1/sessions/${s.id}/recording` : null, composite: { status: met ? 'ready' : 'unavailable', url: met ? `/v1/sessions/${s.id}/recording?track=composite` : null }, report_url: met ? `/v1/sessions/${s.id}/report` : null,
    };
  }

  stats() {
    const r = dice(7);
    return { timezone: 'Asia/Kolkata', data: Array.from({ length: 30 }, (_, i) => {
      const weekend = [0, 6].includes(new Date(this.now - (29 - i) * day).getUTCDay());
      const n = Math.round((weekend ? 18 : 46) + r() * 30 + i);
      const rejected = Math.round(n * (0.04 + r() * 0.05));
      const needs_review = Math.round(n * 0.08 * r());
      const unfinished = Math.round(n * 0.16);
      return { date: this.ago((29 - i) * day).slice(0, 10), created: n, approved: n - rejected - needs_review - unfinished, needs_review, rejected, expired: unfinished - 3, canceled: 2, failed: 1, open: i > 27 ? 6 : 0 };
    }) };
  }

  webhookStats(bad) {
    const r = dice(11);
    return { endpoint_id: '', data: Array.from({ length: 24 }, (_, i) => {
      const p50 = 38 + r() * 14 + (bad && i > 20 ? 900 : 0);
      return { hour: new Date(Math.floor((this.now - (23 - i) * hour) / hour) * hour).toISOString(), succeeded: Math.round(80 + r() * 60), failed: bad && i > 20 ? Math.round(30 + r() * 20) : Math.round(r() * 1.4), pending: i === 23 ? 3 : 0, samples: 90, p50_ms: p50, p95_ms: p50 * (2 + r()) };
    }) };
  }
}
