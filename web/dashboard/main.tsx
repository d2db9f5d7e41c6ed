// The developers' dashboard.

import { render } from 'preact';
import { App } from './app.js';
import { followFeed } from './state/feed.js';
import { recognise } from './state/me.js';
import { follow } from './state/place.js';

follow();
void recognise();
followFeed();
const app = document.getElementById('app');
if (app) render(<App />, app);
