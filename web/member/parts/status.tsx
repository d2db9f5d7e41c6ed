import type { Result, Status, Verdict } from '../api/session.js';
import { Badge, type Tone } from '../../ui/badge.js';
import type { IconName } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';

const words: Record<Status, [string, Tone, IconName]> = {
  created: [phrase('Created'), 'rest', 'circle'],
  scheduled: [phrase('Scheduled'), 'info', 'clock'],
  joined: [phrase('Joined'), 'info', 'users'],
  waiting: [phrase('Waiting'), 'info', 'hourglass'],
  in_progress: [phrase('In call'), 'info', 'video'],
  interrupted: [phrase('Interrupted'), 'warn', 'alert'],
  decided: [phrase('Decided'), 'info', 'gavel'],
  in_audit: [phrase('In audit'), 'info', 'eye'],
  recapture_required: [phrase('Recapture required'), 'warn', 'camera'],
  completed: [phrase('Completed'), 'good', 'check'],
  rejected: [phrase('Rejected'), 'bad', 'x'],
  expired: [phrase('Expired'), 'rest', 'clock'],
  canceled: [phrase('Canceled'), 'rest', 'ban'],
  failed: [phrase('Failed'), 'bad', 'alert'],
};

export const statusText = (s: Status): string => spoken(words[s]?.[0] ?? s);

export function StatusBadge({ of }: { of: { status: Status; sub_status?: string } }) {
  const [text, tone, icon] = words[of.status] ?? [of.status, 'rest', 'circle'];
  const review = of.status === 'completed' && of.sub_status === 'needs_review';
  return review ? <Badge tone="warn" icon="eye">{say('Needs review')}</Badge> : <Badge tone={tone} icon={icon}>{spoken(text)}</Badge>;
}

const outcomes = { approved: [phrase('Approved'), 'good'], needs_review: [phrase('Needs review'), 'warn'], rejected: [phrase('Rejected'), 'bad'] } satisfies Record<string, [string, Tone]>;

export function OutcomeBadge({ of }: { of: NonNullable<Result['outcome']> }) {
  const [text, tone] = outcomes[of];
  return <Badge tone={tone}>{spoken(text)}</Badge>;
}

const verdicts: Record<string, [string, Tone]> = {
  passed: [phrase('Passed'), 'good'], match: [phrase('Match'), 'good'], review: [phrase('Uncertain'), 'warn'], failed: [phrase('Failed'), 'bad'], no_match: [phrase('No match'), 'bad'], unavailable: [phrase('Not computed'), 'rest'],
};

export function VerdictBadge({ of }: { of: Verdict | Result['face_match']['decision'] | string }) {
  const [text, tone] = verdicts[of] ?? [of, 'rest'];
  return <Badge tone={tone}>{spoken(text)}</Badge>;
}

/** full_kyc as people write it, in the language on the screen. */
export function plain(code: string): string {
  const row = spoken(code);
  if (row !== code) return row;
  if (code.startsWith('pan_')) return 'PAN ' + code.slice(4);
  const known: Record<string, string> = { full_kyc: 'Full KYC', re_kyc: 'Re-KYC', pan: 'PAN', aadhaar: 'Aadhaar', rbi_vcip: 'RBI V-CIP', sebi_vipv: 'SEBI VIPV', irdai_vbip: 'IRDAI VBIP', face_match: 'Face match', document_front: 'Document, front', document_back: 'Document, back' };
  return known[code] ?? (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('_', ' ');
}

/** Whose word a field is. */
export function Said({ of: f }: { of: Result['documents'][number]['read'][number] | undefined }) {
  if (!f) return null;
  if (f.value === null) return <span class="small quiet number">{f.confidence === null ? say('read') : say('read, {n} %', { n: Math.round(f.confidence * 100) })}</span>;
  return <Badge tone="good" icon="check">{f.changed ? say('Corrected') : say('Confirmed')}</Badge>;
}
