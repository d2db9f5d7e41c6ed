// Puts an officer's call into a page of the bank's own console.

import { contract, type DeskEvent, type DeskEventType } from './messages.js';

export type * from './messages.js';

export interface DeskOptions {
  /** Where BASEKYC runs. */
  baseUrl: string;
  /** A public key whose origins name this page's. */
  publicKey: string;
  /** The element, or a selector of it, that the call fills. */
  container: HTMLElement | string;
  /** A staff token of the officer, from your backend; asked again when it has ended. */
  token: () => string | Promise<string>;
  /** The session to take; whoever is next when left out. */
  session?: string;
  onEvent?: (event: DeskEvent) => void;
}

export interface DeskCall {
  /** After a call: the next customer, or the one of a session. */
  next(session?: string): void;
  /** Takes the call away, camera and microphone with it. */
  destroy(): void;
}

/** Opens a call. Throws when the container is not there. */
export function openCall(o: DeskOptions): DeskCall {
  const box = typeof o.container === 'string' ? document.querySelector<HTMLElement>(o.container) : o.container;
  if (!box) throw new Error('container: there is no such element');
  const address = new URL('/console/embed/' + encodeURIComponent(o.publicKey), o.baseUrl);
  const frame = document.createElement('iframe');
  frame.src = address.href;
  frame.allow = 'camera; microphone; autoplay; fullscreen';
  frame.title = 'Video call';
  frame.style.cssText = 'border: 0; width: 100%; height: 100%; display: block';
  const end = new AbortController();

  async function say(type: 'enter' | 'token', session?: string): Promise<void> {
    try {
      const token = await o.token();
      if (!end.signal.aborted) frame.contentWindow?.postMessage({ target: 'basekyc-desk', v: contract, type, token, session_id: session }, address.origin);
    } catch {
      o.onEvent?.({ type: 'error', at: Date.now(), data: { code: 'token_unavailable' } });
    }
  }

  addEventListener('message', (m: MessageEvent) => {
    if (m.source !== frame.contentWindow || m.origin !== address.origin) return;
    const said = m.data as { source?: unknown; v?: unknown; type?: DeskEventType } & DeskEvent | null;
    if (said?.source !== 'basekyc-desk' || said.v !== contract) return;
    if (said.type === 'ready') void say('enter', o.session);
    if (said.type === 'token_needed') void say('token');
    o.onEvent?.({ type: said.type, at: said.at, data: said.data } as DeskEvent);
  }, { signal: end.signal });
  box.append(frame);

  return {
    next: (session) => void say('enter', session),
    destroy() {
      end.abort();
      frame.remove();
    },
  };
}
