export interface Endpoint {
  id: string;
  livemode: boolean;
  url: string;
  events: string[];
  description?: string;
  api_version?: string;
  status: 'enabled' | 'disabled';
  disabled_reason: string;
  disabled_at: string | null;
  failing_since: string | null;
  former_secret_expires_at?: string | null;
  created_at: string;
}

export interface EndpointWithSecret extends Endpoint {
  secret: string;
}

export interface Delivery {
  id: string;
  endpoint_id: string;
  event_id: string;
  event_type: string;
  livemode: boolean;
  order?: number;
  status: 'pending' | 'succeeded' | 'failed';
  attempt_count: number;
  next_attempt_at: string | null;
  created_at: string;
  ended_at: string | null;
}

export interface Attempt {
  number: number;
  at: string;
  latency_ms: number;
  status: number | null;
  error: string;
  excerpt: string;
}

export interface DeliveryWithAttempts extends Delivery {
  attempts: Attempt[];
}
