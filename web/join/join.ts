// The hosted page's entry: the address is the link, the body is the container.
// Everything else is the SDK's.

import { BaseKYC } from '../../sdk/web/src/index.js';

const wish = new URLSearchParams(location.search).get('lang');

BaseKYC.create({
  url: location.href,
  container: '#verification',
  ...(wish ? { language: wish } : {}),
  onEvent: (e) => e.type === 'language' && (document.documentElement.lang = e.data.language),
}).start();
