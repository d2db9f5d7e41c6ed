// The officers' console.

import { render } from 'preact';
import { App } from './app.js';
import { followFeed } from '../member/state/feed.js';
import { recognise } from '../member/state/me.js';
import { follow } from '../member/state/place.js';
import { offer } from '../ui/say.js';
import { followLine } from './state/line.js';
import { followPresence } from './state/presence.js';

follow();
void recognise();
followFeed();
followLine();
followPresence();
const app = document.getElementById('app');
if (app) void offer({ hi: () => import('./words/hi.js').then((m) => m.hi) }).then(() => render(<App />, app));
