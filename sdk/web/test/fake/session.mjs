// A session as the fake server keeps it, and how it looks to the customer.

const inOneHour = () => new Date(Date.now() + 3600_000).toISOString();

/** A fresh view, with what a test wants different. */
export function newView(id, wanted = {}) {
  return {
    id, livemode: false, version: 1, status: 'joined', sub_status: '', recommended_action: 'wait',
    customer: { name: 'Asha Rao' }, language: 'en', verification_type: 'full_kyc', documents: ['pan'],
    steps: ['consent', 'liveness', 'document', 'face_match', 'decision'].map((s, i) => ({ id: s, progress: i ? 'pending' : 'current' })),
    messages: [], instruction: null, officer: null, queue: null, grace_ends_at: null, expires_at: inOneHour(), redirect_url: '',
    account: { name: 'Demo Bank' }, a_member_of_the_future: 1, ...wanted,
  };
}

/** Marks steps up to and including `id` as done and the next one as current. */
export function stepsDone(steps, id) {
  const at = steps.findIndex((s) => s.id === id);
  return steps.map((s, i) => ({ id: s.id, progress: i <= at ? 'done' : i === at + 1 ? 'current' : 'pending' }));
}

export const consentText = `Demo Bank will verify your identity in this video call, as the Reserve Bank of India requires.

The call is recorded with picture and sound. Photos of your face and of your PAN card are taken from it and compared by a computer; an officer of the bank decides.

The recording is kept encrypted in India for as long as the law asks, and is shown only to the bank's auditors and to authorities with a lawful order.

You may end the call at any time. You can ask the bank what it keeps about you, and have errors corrected.`;
