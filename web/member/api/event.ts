export interface Event {
  id: string;
  type: string;
  api_version: string;
  created: string;
  livemode: boolean;
  sequence: number;
  position?: number;
  data: { session_id?: string; endpoint_id?: string } & Record<string, unknown>;
}

/** Every type that an endpoint can subscribe to, in the order of a session's life. */
export const eventTypes = [
  'session.created', 'session.scheduled', 'session.joined', 'session.queued', 'session.unqueued', 'session.started', 'session.interrupted', 'session.resumed',
  'session.decided', 'session.completed', 'session.rejected', 'session.audited', 'session.recapture_required', 'session.expired', 'session.canceled', 'session.failed',
  'session.redacted', 'session.flagged', 'questions.drawn', 'question.answered', 'waiver.requested', 'waiver.granted', 'waiver.refused', 'supervisor.watching', 'supervisor.whispered', 'supervisor.barged_in', 'supervisor.left', 'session.token_issued', 'consent.recorded', 'document.captured', 'liveness.passed', 'liveness.failed', 'check.completed', 'recording.ready', 'report.ready',
  'fraud.suspected', 'webhook_endpoint.disabled', 'webhook_endpoint.test',
] as const;
