// Carries events to whoever embeds the page: an iframe's parent, a native
// WebView, React Native or Flutter. Each hears the same JSON: docs/webview.md.

import type { BaseKYCEvent } from './types/events.js';

interface Bridges {
  ReactNativeWebView?: { postMessage(json: string): void };
  webkit?: { messageHandlers?: { basekyc?: { postMessage(json: string): void } } };
  BaseKYCAndroid?: { postMessage?(json: string): void; onEvent?(json: string): void }; // a WebMessageListener, or a JavascriptInterface
  flutter_inappwebview?: { callHandler(name: string, json: string): void };
}

/** The version of the messages. It rises only when one changes its meaning; new types and members do not raise it. */
export const contract = 1;

const native = (): Bridges => window as unknown as Bridges;

/** Whether an app around the page listens. */
export function bridged(): boolean {
  const b = native();
  return !!(b.ReactNativeWebView || b.webkit?.messageHandlers?.basekyc || b.BaseKYCAndroid || b.flutter_inappwebview);
}

/** The origin of the embedding page, '' when there is none or the browser hides it: then nothing is sent to it. */
export function parentOf(named: string | undefined): string {
  if (window.parent === window) return '';
  if (named) return named;
  const chain = location.ancestorOrigins;
  if (chain?.length) return chain[0] === 'null' ? '' : chain[0]!;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return '';
  }
}

/** Tells an event to every bridge. A broken bridge never breaks the call. */
export function broadcast(e: BaseKYCEvent, parent: string): void {
  const message = { source: 'basekyc', v: contract, ...e };
  const json = JSON.stringify(message);
  const b = native();
  const ways = [
    () => parent && window.parent.postMessage(message, parent),
    () => b.ReactNativeWebView?.postMessage(json),
    () => b.webkit?.messageHandlers?.basekyc?.postMessage(json),
    () => (b.BaseKYCAndroid?.postMessage ? b.BaseKYCAndroid.postMessage(json) : b.BaseKYCAndroid?.onEvent?.(json)),
    () => b.flutter_inappwebview?.callHandler('basekyc', json),
  ];
  for (const way of ways) {
    try {
      way();
    } catch {
      // the app's own code threw: not the customer's problem
    }
  }
}
