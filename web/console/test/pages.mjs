// Every page of the console and how one comes to it; used by the pictures and by
// the test that holds for all pages. Nothing here reads a text: they are in two
// languages.

/** No skeleton is left and no picture is on its way. */
export async function settled(s) {
  await s.page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('.skeleton, .opening') && [...document.images].every((i) => i.complete || i.loading === 'lazy'));
}

const at = (path, wanted = {}, then) => ({ wanted, go: async (s) => {
  await s.open(typeof path === 'function' ? path(s.cases) : path);
  await settled(s);
  await then?.(s);
} });
const mine = (c, status, more = {}) => Object.assign(c.by(status), { mine: true, officer: { name: 'Meera Iyer', simulated: false } }, more);
const pictured = (s) => s.page.waitForFunction(() => [...document.querySelectorAll('.theirs')].every((v) => v.videoWidth > 0));
const call = (more, wanted, then) => at((c) => '/test/call/' + mine(c, 'in_progress', typeof more === 'function' ? more(c) : more).id, wanted, async (s) => { await pictured(s); await then?.(s); });
const press = (n) => async (s) => { await s.page.locator('.decision-bar .button').nth(n).click(); await s.page.locator('dialog[open]').waitFor(); await settled(s); };
const dialog = (of) => ({ ...of, dialog: true });
const shift = { roles: ['agent', 'supervisor'] };
const boss = { roles: ['supervisor', 'auditor'] };

export const pages = {
  'sign-in': at('/sign-in', { loggedIn: false, sso: { name: 'Surya Bank', path: '/dashboard/sso' } }),
  'sign-in-code': at('/sign-in', { loggedIn: false, factor: 'on' }, async (s) => {
    await s.page.locator('[name="email"]').fill('meera@suryabank.example');
    await s.page.locator('[name="password"]').fill('correct horse battery');
    await s.page.keyboard.press('Enter');
    await s.page.locator('[name="code"]').waitFor();
  }),
  'sign-in-refused': at('/sign-in?sso=sso_not_member', { loggedIn: false }),
  'guard': at('/test', { factor: 'needed' }),
  'desk': at('/test', shift, (s) => s.page.locator('.line li').first().waitFor()),
  'desk-empty': at('/test', { cases: [], line: [] }, (s) => s.page.locator('.empty').first().waitFor()),
  'desk-break': at('/test', shift, async (s) => { await s.page.locator('.page-head .segments button').nth(1).click(); }),
  'desk-loading': { wanted: shift, go: async (s) => { s.server.hold['/desk/sessions'] = s.server.hold['/desk/token'] = new Promise(() => undefined); await s.open('/test'); await s.page.locator('.skeleton').first().waitFor(); } },
  'menu': dialog(at('/test', shift, async (s) => { await s.page.locator('.who > button').click(); await s.page.locator('#person').waitFor(); })),
  'call': call({}, { call: { supervisor: { state: 'listening', name: 'Dev Sharma' } } }),
  'call-instructed': call({ running_check: { kind: 'liveness', started_at: new Date().toISOString() }, instruction: { kind: 'challenge', challenge: 'turn_left', feedback: 'not_seen' } }),
  'call-written': call({ said: [{ id: 'a', from: 'officer', officer: 'Meera Iyer', phrase: 'hear_me', text: 'क्या आप मुझे सुन पा रहे हैं?', english: 'Can you hear me?', at: new Date().toISOString() }, { id: 'b', from: 'customer', officer: '', phrase: '', text: 'No. I am deaf, please write.', english: '', at: new Date().toISOString() }] }, {}, (s) => s.page.keyboard.press('w')),
  'call-connecting': at((c) => '/test/call/' + mine(c, 'in_progress').id, { call: { silent: true } }),
  'call-interrupted': at((c) => '/test/call/' + mine(c, 'interrupted').id, { call: { silent: true } }),
  'call-audited': at((c) => '/test/call/' + mine(c, 'in_audit').id, {}, (s) => s.page.locator('.empty').waitFor()),
  'call-over': at((c) => '/test/call/' + mine(c, 'completed').id),
  'call-reject': dialog(call({}, {}, press(4))),
  'call-unable': dialog(call({}, {}, press(3))),
  'call-hand-back': dialog(call({}, {}, press(0))),
  'call-another-time': dialog(call({}, {}, press(1))),
  'call-approve': dialog(call((c) => ({ checks: c.checks(5) }), {}, press(5))),
  'call-fields': dialog(call({}, {}, async (s) => { await s.page.keyboard.press('d'); await s.page.locator('dialog[open] input').first().waitFor(); })),
  'call-shortcuts': dialog(call({}, {}, async (s) => { await s.page.keyboard.press('?'); await s.page.locator('dialog[open]').waitFor(); })),
  'cases': at('/test/cases', boss),
  'cases-filters': at('/test/cases?flag=prompting&outcome=rejected&from=2026-11-01', boss),
  'cases-scheduled': at('/test/cases?show=scheduled', boss),
  'cases-none': at('/test/cases?show=audit', { ...boss, cases: [] }),
  'cases-error': { wanted: boss, go: async (s) => { s.server.refuse['POST /desk/search'] = [503, 'unavailable']; await s.open('/test/cases'); await s.page.locator('.empty').waitFor(); } },
  'case': at((c) => '/test/cases/' + c.by('completed').id, boss),
  'case-scheduled': at((c) => '/test/cases/' + c.by('scheduled').id, boss),
  'case-review': at((c) => '/test/cases/' + c.list.find((x) => x.status === 'completed' && x.decision.outcome === 'needs_review').id, boss),
  'case-goes-on': at((c) => (mine(c, 'interrupted', { grace_ends_at: new Date(Date.now() + 90_000).toISOString() }), '/test/cases/' + c.by('completed').id), shift),
  'case-rejected': at((c) => '/test/cases/' + c.by('rejected').id, boss),
  'case-waiver': at((c) => '/test/cases/' + Object.assign(c.by('in_progress'), { mine: false, waivers: [{ rule: 'geo_tag', why: 'The customer gave the address; the phone has no position indoors.', by: { id: 'off_1', name: 'Meera Iyer' }, asked_at: '', second: null, granted: false }] }).id, boss),
  'case-missing': at('/test/cases/vs_none', boss),
  'audit': at('/test/audit', { roles: ['auditor'] }),
  'audit-none': at('/test/audit', { roles: ['auditor'], cases: [] }),
  'audit-review': at('/test/audit', { roles: ['auditor'] }, async (s) => { await s.page.locator('.empty .button.main').click(); await s.page.locator('.decision-bar').waitFor(); await settled(s); }),
  'floor': at('/test/floor', boss),
  'floor-empty': at('/test/floor', { ...boss, cases: [] }),
  'watch': at((c) => '/test/watch/' + Object.assign(c.by('in_progress'), { watches: [{ officer: { id: 'off_1', name: 'Meera Iyer' }, from: new Date().toISOString(), until: null, told: 'both' }] }).id, boss, pictured),
  'numbers': at('/test/numbers', boss, (s) => s.page.locator('.u-over').first().waitFor()),
  'numbers-empty': at('/test/numbers', { ...boss, cases: [] }),
  'nowhere': at('/test/nowhere', boss),
  'no-role': at('/test', { roles: ['developer'] }),
};
