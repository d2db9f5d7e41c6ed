import type { Event } from '../api/event.js';
import type { Tone } from '../../ui/badge.js';
import type { IconName } from '../../ui/icon.js';
import { phrase, say, spoken } from '../../ui/say.js';
import { plain } from '../parts/status.js';

/** How an event is told: icon, tone, words. */
interface Look {
  icon: IconName;
  tone: Tone;
  text: string;
}

const looks: Record<string, Look> = {
  'session.created': { icon: 'plus', tone: 'rest', text: phrase('Session created') },
  'session.scheduled': { icon: 'clock', tone: 'info', text: phrase('Call scheduled') },
  'session.joined': { icon: 'users', tone: 'info', text: phrase('Customer opened the link') },
  'session.queued': { icon: 'hourglass', tone: 'info', text: phrase('Customer waits for an officer') },
  'session.unqueued': { icon: 'hourglass', tone: 'rest', text: phrase('Customer left the queue') },
  'session.started': { icon: 'video', tone: 'info', text: phrase('Call started') },
  'session.interrupted': { icon: 'alert', tone: 'warn', text: phrase('Call interrupted') },
  'session.resumed': { icon: 'play', tone: 'info', text: phrase('Call resumed') },
  'session.decided': { icon: 'gavel', tone: 'info', text: phrase('Officer decided') },
  'session.completed': { icon: 'circle_check', tone: 'good', text: phrase('Session completed') },
  'session.rejected': { icon: 'circle_x', tone: 'bad', text: phrase('Session rejected') },
  'session.audited': { icon: 'eye', tone: 'good', text: phrase('Audited') },
  'session.recapture_required': { icon: 'camera', tone: 'warn', text: phrase('Recapture required') },
  'session.expired': { icon: 'clock', tone: 'rest', text: phrase('Session expired') },
  'session.canceled': { icon: 'ban', tone: 'rest', text: phrase('Session canceled') },
  'session.failed': { icon: 'alert', tone: 'bad', text: phrase('Session failed') },
  'session.redacted': { icon: 'trash', tone: 'rest', text: phrase('Content removed') },
  'session.token_issued': { icon: 'link', tone: 'rest', text: phrase('Fresh link issued') },
  'consent.recorded': { icon: 'hand', tone: 'good', text: phrase('Consent given') },
  'document.captured': { icon: 'camera', tone: 'good', text: phrase('Document photographed') },
  'liveness.passed': { icon: 'face', tone: 'good', text: phrase('Liveness passed') },
  'liveness.failed': { icon: 'face', tone: 'bad', text: phrase('Liveness failed') },
  'check.completed': { icon: 'shield', tone: 'info', text: phrase('Check completed') },
  'recording.ready': { icon: 'film', tone: 'good', text: phrase('Recording sealed') },
  'report.ready': { icon: 'file', tone: 'good', text: phrase('Report sealed') },
  'fraud.suspected': { icon: 'alert', tone: 'bad', text: phrase('Fraud suspected') },
  'session.flagged': { icon: 'alert', tone: 'warn', text: phrase('Officer raised a flag') },
  'questions.drawn': { icon: 'circle', tone: 'info', text: phrase('Questions drawn') },
  'question.answered': { icon: 'circle', tone: 'rest', text: phrase('Answer judged') },
  'waiver.requested': { icon: 'hand', tone: 'warn', text: phrase('Waiver asked for') },
  'waiver.granted': { icon: 'hand', tone: 'warn', text: phrase('Waiver granted') },
  'waiver.refused': { icon: 'hand', tone: 'rest', text: phrase('Waiver refused') },
  'supervisor.watching': { icon: 'eye', tone: 'info', text: phrase('A supervisor watches') },
  'supervisor.whispered': { icon: 'message', tone: 'info', text: phrase('A supervisor spoke to the officer') },
  'supervisor.barged_in': { icon: 'message', tone: 'warn', text: phrase('A supervisor spoke to both') },
  'supervisor.left': { icon: 'eye', tone: 'rest', text: phrase('The supervisor left') },
  'webhook_endpoint.disabled': { icon: 'pause', tone: 'bad', text: phrase('Endpoint disabled') },
  'webhook_endpoint.test': { icon: 'send', tone: 'info', text: phrase('Test event') },
};

const tones: Record<string, Tone> = { passed: 'good', review: 'warn', failed: 'bad', unavailable: 'rest' };
const said: Record<string, string> = { passed: phrase('Passed'), review: phrase('Uncertain'), failed: phrase('Failed'), unavailable: phrase('Not computed') };

export function lookOf(e: Pick<Event, 'type' | 'data'>): Look {
  const look = looks[e.type] ?? { icon: 'circle', tone: 'rest', text: e.type };
  const { kind, verdict, label, outcome } = e.data as Record<string, unknown>;
  if (e.type === 'check.completed' && typeof kind === 'string' && typeof verdict === 'string') return { icon: kind === 'face_match' ? 'users' : kind === 'liveness' ? 'face' : 'shield', tone: tones[verdict] ?? 'info', text: `${plain(kind)}: ${spoken(said[verdict] ?? verdict).toLowerCase()}` };
  if (e.type === 'document.captured' && typeof label === 'string') return { ...look, text: say('{what} photographed', { what: plain(label) }) };
  if ((e.type === 'session.decided' || e.type === 'session.completed') && typeof outcome === 'string') return { ...look, tone: outcome === 'needs_review' ? 'warn' : outcome === 'rejected' ? 'bad' : look.tone, text: `${spoken(look.text)}: ${plain(outcome).toLowerCase()}` };
  return { ...look, text: spoken(look.text) };
}
