export interface SessionStats {
  timezone: string;
  data: { date: string; created: number; open: number; approved: number; needs_review: number; rejected: number; expired: number; canceled: number; failed: number }[];
}

export interface WebhookStats {
  data: { hour: string; succeeded: number; failed: number; pending: number; samples: number; p50_ms: number; p95_ms: number }[];
}
