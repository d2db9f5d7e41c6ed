// What an officer sees of a session: api/desk.go.

import type { Reason, Result, Status, Verdict } from '../../member/api/session.js';
import { phrase, spoken } from '../../ui/say.js';

export interface Picture {
  id: string;
  label: string;
  at: string;
  position_ms: number | null;
}

export interface Check {
  id: string;
  kind: CheckKind;
  started_at: string;
  ended_at: string;
  verdict: Verdict;
  reasons: Reason[];
  thresholds: Record<string, number>;
  models: { name: string; sha256: string }[];
  face_match: Result['face_match'] | null;
  liveness: Result['liveness'] | null;
  document: Result['documents'][number] | null;
  pictures: Picture[];
  simulated: boolean;
}

export type DocumentField = Result['documents'][number]['read'][number];

export type CheckKind = 'liveness' | 'document' | 'face_match';
export type Ruling = 'approve' | 'reject' | 'unable_to_verify';
/** What an auditor can ask to be taken again. */
export type Piece = 'liveness' | 'document' | 'document_front' | 'document_back' | 'questions' | 'location';
export type Finding = 'approve' | 'reject' | 'recapture';

export interface Rule {
  id: string;
  text: string;
  severity: 'mandatory' | 'advisory';
  status: 'pass' | 'fail' | 'waived' | 'not_applicable' | 'unavailable';
  detail: string;
  pending: boolean;
  waivable: boolean;
  waiver: Waiver | null;
}

export interface Waiver {
  rule: string;
  why: string;
  by: Officer;
  asked_at: string;
  second: Officer | null;
  granted: boolean;
}

/** How the call of an officer who did not decide ended. */
export interface Handed {
  officer: Officer;
  cause: string;
  to: string;
  at: string;
  scheduled_at: string | null;
}

export type Answer = 'satisfactory' | 'unsatisfactory' | 'none';

export interface Question {
  id: string;
  kind: string;
  language: string;
  text: string;
  english: string;
  repeated: boolean;
  answer: Answer | null;
  words: string;
}

export interface Officer {
  id: string;
  name: string;
  simulated: boolean;
}

/** How a party of a running call is connected now. */
export type Presence = 'picture' | 'no_picture' | 'away';

/** A supervisor's visit to the running call. */
export interface Watch {
  officer: Officer;
  from: string;
  until: string | null;
  told: 'both' | 'officer' | 'nobody';
  whispered_at: string | null;
  barged_in_at: string | null;
}

export interface Case {
  id: string;
  livemode: boolean;
  version: number;
  status: Status;
  sub_status: string;
  customer: { name: string };
  contact: { mobile: string; email: string; reference: string; date_of_birth: string };
  language: string;
  verification_type: string;
  profile: string;
  documents: string[];
  asks_position: boolean; // a rule of the profile wants it
  again: Piece[]; // that this call takes again; empty in a first one
  steps: { id: string; progress: 'pending' | 'current' | 'done' | 'failed' }[];
  instruction: { kind: string; challenge?: string; document?: string; side?: string; feedback?: string } | null;
  officer: { name: string; simulated: boolean } | null;
  queue: { place: number } | null;
  created_at: string;
  queued_at: string | null;
  meet_by: string | null;
  priority: 'low' | 'normal' | 'high';
  needs: { language: string; skills: string[] };
  scheduled_at: string | null;
  held_for: { id: string; name: string; until: string } | null;
  started_at: string | null;
  grace_ends_at: string | null;
  consent: { version: string; language: string; at: string } | null;
  simulate: string;
  running_check: { kind: CheckKind; started_at: string } | null;
  checks: Check[];
  stills: Picture[];
  notes: string;
  decision: { decision: Ruling; outcome: NonNullable<Result['outcome']>; reasons: Reason[]; note: string; officer: Officer; at: string } | null;
  audit: { auditor: Officer; taken_at: string; decision: Finding | ''; reasons: Reason[]; note: string; mine: boolean } | null;
  audit_follows: boolean; // told from the decision on
  audit_open: boolean; // I could take it, were I an auditor
  handed: Handed[];
  recording: boolean;
  film: Result['composite']['status'];
  rules: Rule[];
  against: Reason[];
  flags: { flag: string; officer: Officer; at: string }[];
  waivers: Waiver[];
  signals: { id: string; level: 'none' | 'low' | 'medium' | 'high' | 'unavailable'; detail: string; findings: { code: string; level: string; message: string }[] }[];
  said: { id: string; from: 'customer' | 'officer'; officer: string; phrase: string; text: string; english: string; at: string }[];
  phrases: { id: string; text: string; english: string }[];
  watches: Watch[];
  presence: { customer: Presence; officer: Presence } | null;
  questions: Question[];
  questions_wanted: number;
  earlier: { session_id: string; status: Status; outcome: Result['outcome']; prompted: boolean; created_at: string }[] | null;
  rounds: number;
  carried_over: { piece: Piece; call: number; at: string }[];
  mine: boolean;
}

/** Another officer at the desk. */
export interface Colleague {
  id: string;
  name: string;
  available: boolean;
  languages: string[];
  skills: string[];
}

/** What customers read and officers speak. */
export const languages: Record<string, string> = {
  en: phrase('English'), hi: phrase('Hindi'), bn: phrase('Bengali'), mr: phrase('Marathi'), te: phrase('Telugu'), ta: phrase('Tamil'), gu: phrase('Gujarati'), kn: phrase('Kannada'), ml: phrase('Malayalam'), pa: phrase('Punjabi'),
};

/** A language by its code, hi-IN too. */
export const languageName = (code: string): string => spoken(languages[code.split('-')[0] ?? ''] ?? code);
