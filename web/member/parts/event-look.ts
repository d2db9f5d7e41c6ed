import type { Event } from '../api/event.js';
import type { Tone } from '../../ui/badge.js';
import type { IconName } from '../../ui/icon.js';
import { plain } from '../parts/status.js';

/** How an event is told: icon, tone, words. */
interface Look {
  icon: IconName;
  tone: Tone;
  text: string;
}

const looks: Record<string, Look> = {
  'session.created': { icon: 'plus', tone: 'rest', text: 'Session created' },
  'session.scheduled': { icon: 'clock', tone: 'info', text: 'Call scheduled' },
  'session.joined': { icon: 'users', tone: 'info', text: 'Customer opened the link' },
  'session.queued': { icon: 'hourglass', tone: 'info', text: 'Customer waits for an officer' },
  'session.unqueued': { icon: 'hourglass', tone: 'rest', text: 'Customer left the queue' },
  'session.started': { icon: 'video', tone: 'info', text: 'Call started' },
  'session.interrupted': { icon: 'alert', tone: 'warn', text: 'Call interrupted' },
  'session.resumed': { icon: 'play', tone: 'info', text: 'Call resumed' },
  'session.decided': { icon: 'gavel', tone: 'info', text: 'Officer decided' },
  'session.completed': { icon: 'circle_check', tone: 'good', text: 'Session completed' },
  'session.rejected': { icon: 'circle_x', tone: 'bad', text: 'Session rejected' },
  'session.audited': { icon: 'eye', tone: 'good', text: 'Audited' },
  'session.recapture_required': { icon: 'camera', tone: 'warn', text: 'Recapture required' },
  'session.expired': { icon: 'clock', tone: 'rest', text: 'Session expired' },
  'session.canceled': { icon: 'ban', tone: 'rest', text: 'Session canceled' },
  'session.failed': { icon: 'alert', tone: 'bad', text: 'Session failed' },
  'session.redacted': { icon: 'trash', tone: 'rest', text: 'Content removed' },
  'session.token_issued': { icon: 'link', tone: 'rest', text: 'Fresh link issued' },
  'consent.recorded': { icon: 'hand', tone: 'good', text: 'Consent given' },
  'document.captured': { icon: 'camera', tone: 'good', text: 'Document photographed' },
  'liveness.passed': { icon: 'face', tone: 'good', text: 'Liveness passed' },
  'liveness.failed': { icon: 'face', tone: 'bad', text: 'Liveness failed' },
  'check.completed': { icon: 'shield', tone: 'info', text: 'Check completed' },
  'recording.ready': { icon: 'film', tone: 'good', text: 'Recording sealed' },
  'report.ready': { icon: 'file', tone: 'good', text: 'Report sealed' },
  'fraud.suspected': { icon: 'alert', tone: 'bad', text: 'Fraud suspected' },
  'session.flagged': { icon: 'alert', tone: 'warn', text: 'Officer raised a flag' },
  'questions.drawn': { icon: 'circle', tone: 'info', text: 'Questions drawn' },
  'question.answered': { icon: 'circle', tone: 'rest', text: 'Answer judged' },
  'waiver.requested': { icon: 'hand', tone: 'warn', text: 'Waiver asked for' },
  'waiver.granted': { icon: 'hand', tone: 'warn', text: 'Waiver granted' },
  'waiver.refused': { icon: 'hand', tone: 'rest', text: 'Waiver refused' },
  'supervisor.watching': { icon: 'eye', tone: 'info', text: 'A supervisor watches' },
  'supervisor.whispered': { icon: 'message', tone: 'info', text: 'A supervisor spoke to the officer' },
  'supervisor.barged_in': { icon: 'message', tone: 'warn', text: 'A supervisor spoke to both' },
  'supervisor.left': { icon: 'eye', tone: 'rest', text: 'The supervisor left' },
  'webhook_endpoint.disabled': { icon: 'pause', tone: 'bad', text: 'Endpoint disabled' },
  'webhook_endpoint.test': { icon: 'send', tone: 'info', text: 'Test event' },
};

const tones: Record<string, Tone> = { passed: 'good', review: 'warn', failed: 'bad', unavailable: 'rest' };
const said: Record<string, string> = { passed: 'passed', review: 'uncertain', failed: 'failed', unavailable: 'not computed' };

export function lookOf(e: Pick<Event, 'type' | 'data'>): Look {
  const look = looks[e.type] ?? { icon: 'circle', tone: 'rest', text: e.type };
  const { kind, verdict, label, outcome } = e.data as Record<string, unknown>;
  if (e.type === 'check.completed' && typeof kind === 'string' && typeof verdict === 'string') return { icon: kind === 'face_match' ? 'users' : kind === 'liveness' ? 'face' : 'shield', tone: tones[verdict] ?? 'info', text: `${plain(kind)} ${said[verdict] ?? verdict}` };
  if (e.type === 'document.captured' && typeof label === 'string') return { ...look, text: `${plain(label)} photographed` };
  if ((e.type === 'session.decided' || e.type === 'session.completed') && typeof outcome === 'string') return { ...look, tone: outcome === 'needs_review' ? 'warn' : outcome === 'rejected' ? 'bad' : look.tone, text: `${look.text}: ${plain(outcome).toLowerCase()}` };
  return look;
}
