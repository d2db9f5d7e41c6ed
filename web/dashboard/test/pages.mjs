// Every page of the dashboard and how one comes to it; used by the pictures and
// by the tests that hold for all pages.

const newest = (w, status) => w.sessions.find((s) => s.status === status);
const at = (path, heading, more = {}) => ({ go: async (s) => { await s.open(typeof path === 'function' ? path(s.world) : path); await s.heading(heading); await settled(s); }, ...more });

/** No skeleton is left. */
export const settled = (s) => s.page.waitForFunction(() => !document.querySelector('.skeleton, .opening'));

export const pages = {
  'sign-in': at('/sign-in', 'Log in', { wanted: { loggedIn: false } }),
  'sign-up': at('/sign-up', 'Create an account', { wanted: { loggedIn: false } }),
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
  'profile': at('/test/profile', 'Your profile'),
  'menu': { dialog: true, go: async (s) => { await s.open('/test'); await s.heading(/Hello/); await settled(s); if (s.page.viewportSize().width < 800) await s.press('Open the menu'); await s.page.getByRole('button', { name: /Meera/ }).click(); } },
};
