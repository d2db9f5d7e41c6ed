export type Status = 'created' | 'scheduled' | 'joined' | 'waiting' | 'in_progress' | 'interrupted' | 'decided' | 'in_audit' | 'recapture_required' | 'completed' | 'rejected' | 'expired' | 'canceled' | 'failed';

export const statuses: Status[] = ['created', 'scheduled', 'joined', 'waiting', 'in_progress', 'interrupted', 'decided', 'in_audit', 'recapture_required', 'completed', 'rejected', 'expired', 'canceled', 'failed'];
export const ended: Status[] = ['completed', 'rejected', 'expired', 'canceled', 'failed'];

export interface Session {
  id: string;
  livemode: boolean;
  status: Status;
  sub_status: string;
  recommended_action: string;
  customer: { name: string; mobile: string; email: string; reference: string; date_of_birth: string };
  verification_type: string;
  profile: string;
  language: string;
  documents: string[];
  steps: { id: string; progress: 'pending' | 'current' | 'done' | 'failed' }[];
  grace_period: number;
  on_interruption: string;
  redirect_url: string;
  metadata: Record<string, string>;
  deliveries?: { channel: string; status: string; at: string | null }[];
  created_at: string;
  updated_at: string;
  expires_at: string;
  scheduled_at?: string | null;
  grace_ends_at: string | null;
}

export interface Invitation extends Session {
  token: string;
  token_expires_at: string;
  url: string;
}

export interface Reason {
  code: string;
  message: string;
}

export interface Result {
  session_id: string;
  status: Status;
  outcome: 'approved' | 'needs_review' | 'rejected' | null;
  reasons: Reason[];
  face_match: { score: number | null; similarity: number | null; threshold: number | null; decision: 'match' | 'review' | 'no_match' | 'unavailable'; simulated?: boolean };
  liveness: { passed: boolean | null; verdict: Verdict; score: number | null; challenges: { kind: string; asked_at: string; passed: boolean; reaction_ms: number | null; reason?: string }[]; simulated?: boolean };
  documents: { type: string; number_masked: string | null; fields: Record<string, string>; read: { name: string; proposal: string | null; confidence: number | null; value: string | null; changed: boolean; officer: { name: string } | null }[]; checks: { id: string; verdict: Verdict; detail?: string }[]; simulated?: boolean }[];
  location: { latitude: number; longitude: number; accuracy: number } | null;
  rules: { id: string; text: string; severity: 'mandatory' | 'advisory'; status: 'pass' | 'fail' | 'waived' | 'not_applicable' | 'unavailable'; detail: string; pending?: boolean; waiver?: { why: string; by: { name: string }; second: { name: string } | null } | null }[];
  flags?: { flag: string; officer: { name: string }; at: string }[];
  questions?: { id: string; text: string; language: string; repeated: boolean; answer: 'satisfactory' | 'unsatisfactory' | 'none' | null }[];
  officer: { id: string; name: string; simulated: boolean } | null;
  decided_at: string | null;
  recording_url: string | null;
  composite: { status: 'pending' | 'ready' | 'failed' | 'unavailable'; url: string | null };
  report_url: string | null;
  addendum_url: string | null;
  audit: { why: 'order' | 'profile' | 'chance'; share: number; due: boolean; decision: 'approve' | 'reject' | 'recapture' | null; auditor: { name: string } | null; reasons: Reason[]; decided_at: string | null } | null;
}

export type Verdict = 'passed' | 'review' | 'failed' | 'unavailable';
