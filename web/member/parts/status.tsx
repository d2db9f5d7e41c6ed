import type { Result, Status, Verdict } from '../api/session.js';
import { Badge, type Tone } from '../../ui/badge.js';
import type { IconName } from '../../ui/icon.js';

const words: Record<Status, [string, Tone, IconName]> = {
  created: ['Created', 'rest', 'circle'],
  scheduled: ['Scheduled', 'info', 'clock'],
  joined: ['Joined', 'info', 'users'],
  waiting: ['Waiting', 'info', 'hourglass'],
  in_progress: ['In call', 'info', 'video'],
  interrupted: ['Interrupted', 'warn', 'alert'],
  decided: ['Decided', 'info', 'gavel'],
  in_audit: ['In audit', 'info', 'eye'],
  recapture_required: ['Recapture required', 'warn', 'camera'],
  completed: ['Completed', 'good', 'check'],
  rejected: ['Rejected', 'bad', 'x'],
  expired: ['Expired', 'rest', 'clock'],
  canceled: ['Canceled', 'rest', 'ban'],
  failed: ['Failed', 'bad', 'alert'],
};

export const statusText = (s: Status): string => words[s]?.[0] ?? s;

export function StatusBadge({ of }: { of: { status: Status; sub_status?: string } }) {
  const [text, tone, icon] = words[of.status] ?? [of.status, 'rest', 'circle'];
  const review = of.status === 'completed' && of.sub_status === 'needs_review';
  return review ? <Badge tone="warn" icon="eye">Needs review</Badge> : <Badge tone={tone} icon={icon}>{text}</Badge>;
}

const outcomes = { approved: ['Approved', 'good'], needs_review: ['Needs review', 'warn'], rejected: ['Rejected', 'bad'] } as const;

export function OutcomeBadge({ of }: { of: NonNullable<Result['outcome']> }) {
  const [text, tone] = outcomes[of];
  return <Badge tone={tone}>{text}</Badge>;
}

const verdicts: Record<string, [string, Tone]> = {
  passed: ['Passed', 'good'], match: ['Match', 'good'], review: ['Uncertain', 'warn'], failed: ['Failed', 'bad'], no_match: ['No match', 'bad'], unavailable: ['Not computed', 'rest'],
};

export function VerdictBadge({ of }: { of: Verdict | Result['face_match']['decision'] | string }) {
  const [text, tone] = verdicts[of] ?? [of, 'rest'];
  return <Badge tone={tone}>{text}</Badge>;
}

/** full_kyc as people write it. */
export function plain(code: string): string {
  if (code.startsWith('pan_')) return 'PAN ' + code.slice(4);
  const known: Record<string, string> = { full_kyc: 'Full KYC', re_kyc: 'Re-KYC', pan: 'PAN', aadhaar: 'Aadhaar', rbi_vcip: 'RBI V-CIP', sebi_vipv: 'SEBI VIPV', irdai_vbip: 'IRDAI VBIP', face_match: 'Face match' };
  return known[code] ?? (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('_', ' ');
}

/** Whose word a field is. */
export function Said({ of: f }: { of: Result['documents'][number]['read'][number] | undefined }) {
  if (!f) return null;
  if (f.value === null) return <span class="small quiet number">read{f.confidence !== null && `, ${Math.round(f.confidence * 100)} %`}</span>;
  return <Badge tone="good" icon="check">{f.changed ? 'Corrected' : 'Confirmed'}</Badge>;
}
