// The reasons that officers and auditors choose from. Those of a rejection are the
// server's catalogue; what only ends a call or asks for another one is ours.

import type { Reason } from '../../member/api/session.js';
import { useGet } from '../../member/state/resource.js';

export const useRejecting = (): Reason[] => (useGet<{ data: Reason[] }>('/desk/reasons').data?.data ?? []).map(({ code, message }) => ({ code, message }));

export const unable: Reason[] = [
  { code: 'poor_connection', message: 'The connection is too poor.' },
  { code: 'quality_poor', message: 'The picture is too dark or too blurred.' },
  { code: 'no_document', message: 'The customer does not have the document at hand.' },
  { code: 'no_common_language', message: 'We do not share a language.' },
  { code: 'customer_left', message: 'The customer left.' },
];

export const recapturing: Reason[] = [
  { code: 'picture_poor', message: 'A picture of the evidence is not good enough.' },
  { code: 'document_unreadable', message: 'The document cannot be read.' },
  { code: 'recording_poor', message: 'Picture or sound of the recording is not good enough.' },
  { code: 'step_missing', message: 'A step of the procedure is missing.' },
];
