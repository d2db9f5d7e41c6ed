import createClient, { type Client } from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import { account } from './account.js';
import { appointments } from './appointments.js';
import { events } from './events.js';
import { apiKeys } from './keys.js';
import { oauthClients } from './oauth.js';
import type { paths } from './schema.js';
import { sandbox } from './sandbox.js';
import { sessions } from './sessions.js';
import { stats } from './stats.js';
import { clientCredentials, secretKey } from './token.js';
import { send, type Wiring } from './transport.js';
import { webhookDeliveries, webhookEndpoints } from './webhooks.js';

/** A secret key, or an OAuth client whose access tokens are fetched and replaced in time. */
export type Credential = { secretKey: string } | { clientId: string; clientSecret: string; scopes?: string[] };

export type Options = Credential & {
  /** Address of the server, such as https://kyc.example.com. */
  baseUrl: string;
  /** Milliseconds of one try; 30,000 unless given. Downloads only have to begin within it. */
  timeout?: number;
  fetch?: typeof fetch;
  /** For tests: how to wait between tries, and the jitter, 0 to 1. */
  sleep?: Wiring['sleep'];
  random?: () => number;
};

export const version = '0.1.0';
const apiVersion = '2026-11-01';

/** Every path of the OpenAPI document, typed. */
export type Api = Client<paths>;

/**
 * The backend's door. Every call may be tried up to six times: after network
 * errors, 429 and 5xx, with growing pauses, as long as Retry-After asks. An error
 * reply is thrown as BaseKYCError.
 */
export class BaseKYC {
  /** Any operation of the OpenAPI document, with the same retries and errors. */
  readonly api: Api;
  readonly sessions: ReturnType<typeof sessions>;
  readonly events: ReturnType<typeof events>;
  readonly webhookEndpoints: ReturnType<typeof webhookEndpoints>;
  readonly webhookDeliveries: ReturnType<typeof webhookDeliveries>;
  readonly appointments: ReturnType<typeof appointments>;
  readonly apiKeys: ReturnType<typeof apiKeys>;
  readonly oauthClients: ReturnType<typeof oauthClients>;
  readonly account: ReturnType<typeof account>;
  readonly sandbox: ReturnType<typeof sandbox>;
  readonly stats: ReturnType<typeof stats>;

  constructor(o: Options) {
    const baseUrl = o.baseUrl.replace(/\/+$/, '');
    const wiring: Wiring = {
      fetch: o.fetch ?? globalThis.fetch, timeout: o.timeout ?? 30_000, random: o.random ?? Math.random,
      sleep: o.sleep ?? (async (ms, signal) => void (await sleep(ms, undefined, { signal }))),
    };
    const token = 'secretKey' in o ? secretKey(o.secretKey) : clientCredentials(baseUrl, o.clientId, o.clientSecret, o.scopes, Date.now);
    this.api = createClient<paths>({
      baseUrl, fetch: (request: Request) => send(request, token, wiring),
      headers: { accept: 'application/json', 'api-version': apiVersion, 'user-agent': `basekyc-node/${version}` },
    });
    this.sessions = sessions(this.api);
    this.events = events(this.api, wiring);
    this.webhookEndpoints = webhookEndpoints(this.api);
    this.webhookDeliveries = webhookDeliveries(this.api);
    this.appointments = appointments(this.api);
    this.apiKeys = apiKeys(this.api);
    this.oauthClients = oauthClients(this.api);
    this.account = account(this.api);
    this.sandbox = sandbox(this.api);
    this.stats = stats(this.api);
  }
}
