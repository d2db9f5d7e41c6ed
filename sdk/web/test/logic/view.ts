import type { View } from '../../src/types/view.js';

/** A view of a session whose customer has just come. */
export function view(wanted: Partial<View> = {}): View {
  return {
    id: 'vs_1', livemode: false, version: 1, status: 'joined', sub_status: '', recommended_action: 'wait', customer: { name: 'Asha Rao' },
    language: 'en', verification_type: 'full_kyc', documents: ['pan'],
    steps: [{ id: 'consent', progress: 'current' }, { id: 'liveness', progress: 'pending' }, { id: 'decision', progress: 'pending' }],
    instruction: null, officer: null, queue: null, grace_ends_at: null, expires_at: '2030-01-01T00:00:00Z', redirect_url: '', account: { name: 'Demo Bank' },
    ...wanted,
  };
}
