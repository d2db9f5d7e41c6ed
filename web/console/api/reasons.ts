// The reasons that officers and auditors choose from. Those of a rejection are the
// server's catalogue; what only ends a call or asks for another one is ours.

import type { Reason } from '../../member/api/session.js';
import { useGet } from '../../member/state/resource.js';
import { phrase } from '../../ui/say.js';

export const useRejecting = (): Reason[] => (useGet<{ data: Reason[] }>('/desk/reasons').data?.data ?? []).map(({ code, message }) => ({ code, message }));

export const unable: Reason[] = [
  { code: 'poor_connection', message: phrase('The connection is too poor.') },
  { code: 'quality_poor', message: phrase('The picture is too dark or too blurred.') },
  { code: 'no_document', message: phrase('The customer does not have the document at hand.') },
  { code: 'no_common_language', message: phrase('We do not share a language.') },
  { code: 'customer_left', message: phrase('The customer left.') },
];

export const recapturing: Reason[] = [
  { code: 'picture_poor', message: phrase('A picture of the evidence is not good enough.') },
  { code: 'document_unreadable', message: phrase('The document cannot be read.') },
  { code: 'recording_poor', message: phrase('Picture or sound of the recording is not good enough.') },
  { code: 'step_missing', message: phrase('A step of the procedure is missing.') },
];
