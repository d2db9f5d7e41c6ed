/** The backend's side of BASEKYC. */
export { BaseKYC, type Options, type Credential } from './client.js';
export { BaseKYCError, ConnectionError } from './error.js';
export { verifyWebhook, WebhookError, type WebhookEvent } from './webhook.js';
export type * from './schema.js';
