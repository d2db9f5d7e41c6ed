// The public types: this file must compile, and the marked lines must not.
import { BaseKYC, BaseKYCError, verifyWebhook, type Session } from '../dist/index.js';

const kyc = new BaseKYC({ baseUrl: 'https://kyc.example.com', secretKey: 'sk_test_x' });
new BaseKYC({ baseUrl: 'https://kyc.example.com', clientId: 'oc_1', clientSecret: 's', scopes: ['sessions:read'] });
// @ts-expect-error a credential is needed
new BaseKYC({ baseUrl: 'https://kyc.example.com' });

const customer = { name: 'Asha Rao', mobile: '9800000002', email: 'asha@example.in' };
const made = await kyc.sessions.create({ customer, verification_type: 'full_kyc' });
const url: string = made.url;
// @ts-expect-error not a type of verification
await kyc.sessions.create({ customer, verification_type: 'everything' });
// @ts-expect-error an unknown member
await kyc.sessions.create({ customer, verification_type: 'liveness', colour: 'red' });

for await (const s of kyc.sessions.all({ limit: 10 })) {
  const one: Session = s;
  void one;
}
const outcome: 'approved' | 'needs_review' | 'rejected' | null = (await kyc.sessions.result(made.id)).outcome;
const { data: endpoint } = await kyc.api.GET('/v1/webhook_endpoints/{id}', { params: { path: { id: 'we_1' } } });
const event = verifyWebhook('{}', new Headers(), ['whsec_a', 'whsec_b']);
const session: string | undefined = event.data.session_id;
void [url, outcome, endpoint?.url, session, BaseKYCError];
