// The reasons that officers and auditors choose from. Codes are the contract;
// a note says what a code cannot.

import type { Reason } from '../../member/api/session.js';

export const rejecting: Reason[] = [
  { code: 'face_mismatch', message: 'The face is not the one on the document.' },
  { code: 'document_invalid', message: 'The document is not genuine, not valid or not the one that was asked for.' },
  { code: 'document_unreadable', message: 'The document cannot be read.' },
  { code: 'details_differ', message: 'What the customer says differs from the application.' },
  { code: 'prompted', message: 'Somebody prompted the customer.' },
  { code: 'spoof_suspected', message: 'A mask, a screen or an altered picture is suspected.' },
  { code: 'not_willing', message: 'The customer does not want to go on.' },
  { code: 'several_people', message: 'More than one person takes part.' },
];

export const unable: Reason[] = [
  { code: 'poor_connection', message: 'The connection is too poor.' },
  { code: 'poor_light', message: 'The picture is too dark or too blurred.' },
  { code: 'no_document', message: 'The customer does not have the document at hand.' },
  { code: 'language', message: 'We do not share a language.' },
  { code: 'customer_left', message: 'The customer left.' },
];

export const recapturing: Reason[] = [
  { code: 'picture_poor', message: 'A picture of the evidence is not good enough.' },
  { code: 'document_unreadable', message: 'The document cannot be read.' },
  { code: 'recording_poor', message: 'Picture or sound of the recording is not good enough.' },
  { code: 'step_missing', message: 'A step of the procedure is missing.' },
];
