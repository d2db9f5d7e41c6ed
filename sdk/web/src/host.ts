// What the app or the page around this one may say to it, as docs/webview.md
// puts it: that it is in the foreground again, that its back key was pressed,
// that it is about to close.

import { bridged, contract } from './bridges.js';

export interface Commands {
  foreground(): void;
  back(): void;
  leave(): void;
}

/** Does what is said until `signal` ends it. A page hears its parent's origin only, the page of a WebView only itself: the app's script runs in it. */
export function obey(parent: string, commands: Commands, signal: AbortSignal): void {
  window.addEventListener('message', (m: MessageEvent) => {
    const framed = window.parent !== window;
    const known = framed ? m.source === window.parent && parent !== '' && m.origin === parent
      : m.source === window && m.origin === location.origin && bridged();
    const said = m.data as { target?: unknown; v?: unknown; type?: unknown } | null;
    if (!known || said?.target !== 'basekyc' || said.v !== contract) return;
    switch (said.type) {
      case 'foreground': return commands.foreground();
      case 'back': return commands.back();
      case 'leave': return commands.leave();
    }
  }, { signal });
}
