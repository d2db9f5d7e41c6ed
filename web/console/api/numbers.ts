// How the desk has worked: api/numbers.go.

export interface CallDay {
  date: string;
  met: number;
  in_target: number;
  out_of_target: number;
  abandoned: number;
  service_level: number | null;
  wait_p50_seconds: number | null;
  wait_p95_seconds: number | null;
  mean_handling_seconds: number | null;
}

export interface OfficerStats {
  officer_id: string;
  name: string;
  calls: number;
  mean_handling_seconds: number;
  approved: number;
  needs_review: number;
  rejected: number;
  handed_back: number;
  appointments: number;
  undecided: number;
}

export interface Attendance {
  date: string;
  officer_id: string;
  name: string;
  online_seconds: number;
  in_call_seconds: number;
  idle_seconds: number;
  break_seconds: number;
  away_seconds: number;
  occupancy: number | null;
}

export interface CallStats {
  timezone: string;
  from: string;
  to: string;
  target_seconds: number;
  days: CallDay[];
  officers: OfficerStats[];
  attendance: Attendance[];
  funnel: { step: string; reached: number; ended: number; on_the_way: number }[];
  incomplete: boolean;
}
