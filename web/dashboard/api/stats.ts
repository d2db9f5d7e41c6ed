export interface SessionStats {
  days: { date: string; created: number; approved: number; needs_review: number; rejected: number; unfinished: number }[];
}

export interface WebhookStats {
  hours: { at: string; succeeded: number; failed: number; p50_ms: number | null; p95_ms: number | null }[];
}
