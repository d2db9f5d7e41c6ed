import type { BaseKYCEvent } from './events.js';
import type { Theme } from './theme.js';

/** What `BaseKYC.create` takes: a link, or a session token with the public key. */
export interface Options {
  /** The link `{base}/v/{session}#{code}`. In the hosted page: `location.href`. */
  url?: string;
  /** The `token` of `POST /v1/sessions`, handed to your page by your backend. */
  sessionToken?: string;
  /** `pk_test_…` or `pk_live_…`; goes with `sessionToken`. */
  publicKey?: string;
  /** Where BASEKYC runs; taken from `url` when that is given. */
  baseUrl?: string;
  /** The element, or a selector of it, that the screens fill. */
  container: HTMLElement | string;
  theme?: Theme;
  /** BCP 47, such as `hi`; the session's language when left out. The customer may choose another one. */
  language?: string;
  /** Own words: text key to text, over those of the language. */
  texts?: Record<string, string>;
  onEvent?: (event: BaseKYCEvent) => void;
  /** Origin of the embedding page that may hear the events; found by itself where the browser tells. */
  parentOrigin?: string;
}

/** One verification on a page. */
export interface Handle {
  /** Opens the session and shows its screen. Resolves when the first screen is shown; never rejects. */
  start(): Promise<void>;
  /** Frees camera, microphone, socket, peer and listeners and empties the container. May be called twice. */
  destroy(): void;
}
