import type { Group } from '../member/frame.js';
import { mayUseDesk } from '../member/state/me.js';

/** The pages of the dashboard, as its navigation lists them. */
const pages: Group[] = [
  { entries: [{ to: '', text: 'Home', icon: 'home' }, { to: 'sessions', text: 'Sessions', icon: 'video', needs: 'sessions:read' }, { to: 'sandbox', text: 'Sandbox', icon: 'flask', needs: 'sandbox:write', test: true }] },
  { title: 'Developers', entries: [
    { to: 'keys', text: 'API keys', icon: 'key', needs: 'keys:read' },
    { to: 'oauth', text: 'OAuth clients', icon: 'plug', needs: 'keys:read' },
    { to: 'webhooks', text: 'Webhooks', icon: 'webhook', needs: 'webhooks:read' },
    { to: 'events', text: 'Events', icon: 'activity', needs: 'events:read' },
    { to: 'messages', text: 'Messages', icon: 'message', needs: 'sandbox:write', test: true },
    { to: '/docs/guide', text: 'Guides', icon: 'book', out: true },
    { to: '/docs', text: 'API reference', icon: 'file', out: true },
  ] },
  { title: 'Account', entries: [{ to: 'members', text: 'Members', icon: 'users', needs: 'account:read' }, { to: 'branding', text: 'Branding', icon: 'palette', needs: 'account:read' }] },
];

/** Those, and the console for whoever works there. */
export const groups = (): Group[] => (mayUseDesk() ? [...pages, { title: 'Elsewhere', entries: [{ to: '/console', text: 'Console', icon: 'video', out: true }] }] : pages);
