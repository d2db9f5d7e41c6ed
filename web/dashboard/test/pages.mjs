// Every page of the dashboard and how one comes to it; used by the pictures and
// by the tests that hold for all pages.

const newest = (w, status) => w.sessions.find((s) => s.status === status);
const at = (path, heading, more = {}) => ({ go: async (s) => { await s.open(typeof path === 'function' ? path(s.world) : path); await s.heading(heading); await settled(s); }, ...more });

/** No skeleton is left. */
export const settled = (s) => s.page.waitForFunction(() => !document.querySelector('.skeleton, .opening'));

const enrol = async (s) => {
  await s.open('/test');
  await s.heading('Set up your second factor');
  await s.page.getByLabel('Your password').fill('correct horse battery');
  await s.press('Set up an authenticator');
  await s.page.locator('.qr').waitFor();
};

export const pages = {
  'sign-in': at('/sign-in', 'Log in', { wanted: { loggedIn: false } }),
  'sign-in-sso': at('/sign-in?sso=sso_not_member', 'Log in', { wanted: { loggedIn: false, sso: { name: 'Surya Bank', path: '/dashboard/sso' } } }),
  'sign-in-code': { wanted: { loggedIn: false, factor: 'on' }, go: async (s) => { await s.open('/sign-in'); await s.heading('Log in'); await s.page.getByLabel('E-mail').fill('meera@suryabank.example'); await s.page.getByLabel('Password').fill('correct horse battery'); await s.press('Log in'); await s.heading('Enter your code'); } },
  'sign-in-passkey': at('/sign-in', 'Log in', { wanted: { loggedIn: false, passkeys: true, sso: { name: 'Surya Bank', path: '/dashboard/sso' } } }),
  'sign-in-confirm': { wanted: { loggedIn: false, factor: 'on', passkeys: true }, go: async (s) => { await s.open('/sign-in'); await s.heading('Log in'); await s.page.getByLabel('E-mail').fill('meera@suryabank.example'); await s.page.getByLabel('Password').fill('correct horse battery'); await s.press('Log in'); await s.heading('Confirm that it is you'); } },
  'guard-passkey': at('/test', 'Set up your second factor', { wanted: { factor: 'needed', passkeys: true } }),
  'guard': at('/test', 'Set up your second factor', { wanted: { factor: 'needed' } }),
  'guard-scan': { wanted: { factor: 'needed' }, go: enrol },
  'guard-recovery': { wanted: { factor: 'needed' }, go: async (s) => { await enrol(s); await s.page.getByLabel('Code', { exact: true }).fill('123456'); await s.press('Turn on'); await s.page.getByText('I have kept them').waitFor(); } },
  'sign-up': at('/sign-up', 'Create an account', { wanted: { loggedIn: false } }),
  'forgotten': at('/forgotten', 'A new password', { wanted: { loggedIn: false } }),
  'new-password': at('/new-password#permit', 'Choose a new password', { wanted: { loggedIn: false } }),
  'invited': at('/invited#Xk29fQ', 'Join Surya Small Finance Bank', { wanted: { loggedIn: false } }),
  'home': at('/test', /Hello/),
  'home-new': at('/test', /Hello/, { wanted: { sessions: 0 } }),
  'home-live': at('/live', /Hello/),
  'sessions': at('/test/sessions', 'Sessions'),
  'sessions-empty': at('/test/sessions', 'Sessions', { wanted: { sessions: 0 } }),
  'session-completed': at((w) => '/test/sessions/' + newest(w, 'completed').id, /./),
  'session-rejected': at((w) => '/test/sessions/' + newest(w, 'rejected').id, /./),
  'session-tamil': at((w) => '/test/sessions/' + w.sessions.find((s) => s.language === 'ta').id, /./),
  'session-running': at((w) => '/test/sessions/' + newest(w, 'in_progress').id, /./),
  'session-new': { dialog: true, go: async (s) => { await s.open('/test/sessions?new=1'); await s.page.getByRole('dialog').waitFor(); await settled(s); } },
  'session-reschedule': { dialog: true, go: async (s) => { await s.open('/test/sessions/' + newest(s.world, 'waiting').id); await s.press('Reschedule'); await s.page.locator('.slots button').first().waitFor(); await s.page.locator('.slots button').nth(3).click(); } },
  'sandbox': at('/test/sandbox', 'Sandbox'),
  'sandbox-driving': at((w) => '/test/sandbox?session=' + newest(w, 'in_progress').id, 'Sandbox'),
  'keys': at('/test/keys', 'API keys'),
  'keys-live': at('/live/keys', 'API keys'),
  'key-new': { dialog: true, go: async (s) => { await s.open('/test/keys'); await settled(s); await s.press('Create key'); await s.page.getByRole('dialog').waitFor(); } },
  'key-shown': { dialog: true, go: async (s) => { await s.open('/test/keys'); await settled(s); await s.press('Create key'); await s.page.getByLabel('Name').fill('Backend'); await s.page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click(); await s.page.getByText('Shown only now').waitFor(); await settled(s); } },
  'oauth': at('/test/oauth', 'OAuth clients'),
  'webhooks': at('/test/webhooks', 'Webhooks'),
  'webhooks-empty': at('/live/webhooks', 'Webhooks'),
  'webhook-new': { dialog: true, go: async (s) => { await s.open('/test/webhooks?new=1'); await s.page.getByRole('dialog').waitFor(); await s.page.getByLabel('Only these').check(); await settled(s); } },
  'endpoint': at((w) => '/test/webhooks/' + w.endpoints[0].id, /api.suryabank/),
  'endpoint-failing': at((w) => '/test/webhooks/' + w.endpoints[1].id, /crm.suryabank/),
  'endpoint-disabled': at((w) => '/test/webhooks/' + w.endpoints[2].id, /old.suryabank/),
  'delivery': at((w) => `/test/webhooks/${w.endpoints[0].id}/${w.deliveries.find((d) => d.endpoint_id === w.endpoints[0].id && d.event_type === 'session.completed').id}`, /session.completed/),
  'delivery-retrying': at((w) => `/test/webhooks/${w.endpoints[1].id}/${w.deliveries.find((d) => d.status === 'pending').id}`, /session/),
  'events': at('/test/events', 'Events'),
  'messages': at('/test/messages', 'Messages'),
  'members': at('/test/members', 'Members'),
  'member-invite': { dialog: true, go: async (s) => { await s.open('/test/members'); await settled(s); await s.press('Invite'); await s.page.getByRole('dialog').waitFor(); } },
  'branding': at('/test/branding', 'Branding and hours'),
  'member-edit': { dialog: true, go: async (s) => { await s.open('/test/members'); await settled(s); await s.page.getByRole('button', { name: 'Edit' }).nth(2).click(); await s.page.getByRole('dialog').waitFor(); } },
  'profile': at('/test/profile', 'Your profile'),
  'profile-guarded': at('/test/profile', 'Your profile', { wanted: { factor: 'on' } }),
  'profile-passkeys': at('/test/profile', 'Your profile', { wanted: { factor: 'on', passkeys: true } }),
  'profile-passkey-new': { wanted: { passkeys: true }, go: async (s) => { await s.open('/test/profile'); await settled(s); await s.press('Add a passkey'); await s.page.getByLabel('Name of the passkey').waitFor(); } },
  'menu': { dialog: true, go: async (s) => { await s.open('/test'); await s.heading(/Hello/); await settled(s); if (s.page.viewportSize().width < 800) await s.press('Open the menu'); await s.page.getByRole('button', { name: /Meera/ }).click(); } },
};
