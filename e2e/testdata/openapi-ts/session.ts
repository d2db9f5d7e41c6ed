// A backend that has nothing of ours but the OpenAPI document: its client is
// what @hey-api/openapi-ts makes. It brings a session from its creation to the
// result, and prints what the test compares.
import { once } from 'node:events';
import { client } from './client/client.gen.js';
import { createSession, getResult, simulateAction } from './client/index.js';

client.setConfig({ baseUrl: process.env.BASEKYC_URL, auth: process.env.BASEKYC_SECRET_KEY });

const made = await createSession({
  headers: { 'Idempotency-Key': crypto.randomUUID() },
  body: {
    customer: { name: 'Asha Rao', mobile: '9800000002', email: 'asha@example.in' },
    verification_type: 'full_kyc',
    metadata: { branch: 'Pune' },
  },
  throwOnError: true,
});
const path = { id: made.data.id };
const early = await getResult({ path });
const played = await simulateAction({ path, body: { action: 'approve' }, throwOnError: true });
console.log(JSON.stringify({ id: path.id, early: early.error?.code, status: played.data.status }));
await once(process.stdin, 'data'); // the webhook of the end has come
process.stdin.destroy();
const result = await getResult({ path, throwOnError: true });
console.log(JSON.stringify({ outcome: result.data.outcome, simulated: result.data.face_match.simulated }));
