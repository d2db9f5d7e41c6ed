// The officers' console.

import { render } from 'preact';
import { App } from './app.js';
import { followFeed } from '../member/state/feed.js';
import { recognise } from '../member/state/me.js';
import { follow } from '../member/state/place.js';
import { offer } from '../ui/say.js';
import { followLine } from './state/line.js';
import { embedded } from './state/parent.js';
import { followPresence } from './state/presence.js';

if (!embedded) { // in another console the parent says who works here
  follow();
  void recognise();
  followFeed();
}
followPresence();
followLine();
const app = document.getElementById('app');
if (app) void offer({ hi: () => import('./words/hi.js').then((m) => m.hi) }).then(() => render(<App />, app));
