// What the server tells the customer's page about a session. The shapes are
// those of api/realtime.md; unknown members are ignored.

export type Status =
  | 'created' | 'scheduled' | 'joined' | 'waiting' | 'in_progress' | 'interrupted' | 'decided'
  | 'in_audit' | 'recapture_required' | 'completed' | 'rejected' | 'expired' | 'canceled' | 'failed';

export type StepId = 'consent' | 'liveness' | 'document' | 'face_match' | 'decision';
/** What a call that an auditor asked for takes again. */
export type Piece = 'liveness' | 'document' | 'document_front' | 'document_back' | 'questions' | 'location';
export type Progress = 'pending' | 'current' | 'done' | 'failed';
export type Challenge = 'turn_left' | 'turn_right' | 'look_up' | 'look_down' | 'smile';
export type DocumentType = 'pan' | 'aadhaar' | 'passport' | 'driving_licence' | 'voter_id';
export type Feedback =
  | '' | 'no_face' | 'several_faces' | 'too_dark' | 'too_far' | 'blurred' | 'no_face_on_document' | 'not_seen';

export interface Step {
  id: StepId;
  progress: Progress;
}

/** One thing to do now. Instants are RFC 3339 by the server's clock. */
export interface Instruction {
  id: string;
  kind: 'look_ahead' | 'challenge' | 'document' | 'hold';
  challenge?: Challenge; // the person's own left and right
  document?: DocumentType;
  side?: 'front' | 'back';
  attempt?: number; // 1 is the first try
  asked_at: string;
  expires_at?: string;
  feedback?: Feedback; // what was wrong with the last try
}

/** One written message of the call. */
export interface Message {
  id: string; // the sender's own
  from: 'customer' | 'officer';
  text: string;
  at: string;
}

/** All that a customer may know of a session; complete in itself. */
export interface View {
  id: string;
  livemode: boolean;
  version: number; // rises with every change; the higher of two counts
  status: Status;
  sub_status: string;
  recommended_action: string;
  customer: { name: string };
  language: string;
  verification_type: string;
  documents: DocumentType[];
  asks_position?: boolean; // a rule wants the live position
  steps: Step[];
  again?: Piece[]; // in a call that an auditor asked for; empty in a first one
  instruction: Instruction | null;
  officer: { name: string; simulated: boolean } | null;
  queue: { place: number } | null; // 1 is next
  grace_ends_at: string | null;
  expires_at: string;
  scheduled_at?: string | null; // when the appointment begins
  opens_at?: string | null; // from when on the customer is let in to it
  redirect_url: string;
  messages?: Message[]; // oldest first; servers of before have none
  account: { name: string; color?: string; logo_url?: string | null; look?: Record<string, string> };
}
