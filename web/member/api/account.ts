export type Role = 'admin' | 'developer' | 'supervisor' | 'auditor' | 'agent';
export const roles: { value: Role; text: string; hint: string }[] = [
  { value: 'admin', text: 'Admin', hint: 'Everything, members and branding too' },
  { value: 'developer', text: 'Developer', hint: 'Keys, webhooks, sessions, sandbox' },
  { value: 'supervisor', text: 'Supervisor', hint: 'Watches queues and officers' },
  { value: 'auditor', text: 'Auditor', hint: 'Reviews recordings and decisions' },
  { value: 'agent', text: 'Officer', hint: 'Meets customers on video' },
];

export interface Account {
  id: string;
  name: string;
  branding: { color: string; logo_url?: string | null; look: Look };
  security: Security;
  desk?: DeskRules;
}

/** What else of the customer's page is the account's; what is left out is ours. */
export interface Look {
  mode?: string;
  surface?: string;
  text?: string;
  dark_surface?: string;
  dark_text?: string;
  danger?: string;
  radius?: string;
  font?: string;
}

/** How the account's line is conducted. */
export interface DeskRules {
  wait_target: number;
  widen_after: number;
  skills: Record<string, string[]>;
}

/** What the account asks of its staff. */
export interface Security {
  require_second_factor: boolean;
  require_certificate: boolean;
}

/** What the pages before log-in need to know. */
export interface Entrance {
  sign_up: SignUpMode;
  sso: { name: string; path: string } | null;
  passkeys: PasskeySite | null;
  password_letters: boolean;
}

/** Where passkeys work. */
export interface PasskeySite {
  origin: string;
}

export type SignUpMode = 'open' | 'invite' | 'closed';

/** Who is logged in. */
export interface Me {
  member: Member;
  account: Account;
  permissions: string[];
  login: LoginPlace;
  second_factor: SecondFactor;
  passkey_site: PasskeySite | null;
  sign_up: SignUpMode;
  base_url: string;
}

export interface Member {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  second_factor: boolean;
  created_at: string;
  certificate: { number: string; expires_at: string } | null;
  languages: string[];
  skills: string[];
}

/** A member's own. */
export interface SecondFactor {
  on: boolean;
  authenticator: boolean; // one that shows codes
  since: string | null; // of the authenticator
  passkeys: Passkey[];
  recovery_codes_left: number;
  needed: boolean; // the account lets them do nothing else before they have one
}

export interface Passkey {
  id: string;
  name: string;
  synced: boolean;
  created_at: string;
  used_at: string | null;
  doubted_at: string | null; // its counter went back then
}

export interface Enrolment {
  secret: string;
  uri: string;
  expires_at: string;
}

/** One browser in which a member is logged in. */
export interface LoginPlace {
  id: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  address: string;
  agent: string;
  method: 'password' | 'passkey' | 'sso';
  current: boolean;
}

export interface Invite {
  id: string;
  email: string;
  roles: Role[];
  status: 'pending' | 'accepted' | 'expired';
  created_at: string;
  expires_at: string;
  url?: string; // in the reply to its creation only
}

export interface Key {
  id: string;
  kind: 'secret' | 'public';
  name: string;
  livemode: boolean;
  scopes: string[];
  origins: string[];
  hint: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  replaced_by: string | null;
  key?: string; // in the reply to its creation only
}

export interface OAuthClient {
  id: string;
  client_id: string;
  name: string;
  scopes: string[];
  livemode: boolean;
  created_at: string;
  last_used_at?: string | null;
  client_secret?: string; // in the reply to its creation only
}

/** What a key or a client may be allowed. */
export const scopes: { value: string; hint: string }[] = [
  { value: 'sessions:read', hint: 'Sessions and results' },
  { value: 'sessions:write', hint: 'Create, cancel, reschedule' },
  { value: 'artifacts:read', hint: 'Recording, report, evidence' },
  { value: 'events:read', hint: 'The log of events' },
  { value: 'webhooks:read', hint: 'Endpoints and deliveries' },
  { value: 'webhooks:write', hint: 'Change endpoints, retry' },
  { value: 'keys:read', hint: 'List keys and clients' },
  { value: 'keys:write', hint: 'Make, roll and revoke keys' },
  { value: 'account:read', hint: 'Members and branding' },
  { value: 'account:write', hint: 'Change members, branding' },
  { value: 'sandbox:write', hint: 'Drive the sandbox' },
];
