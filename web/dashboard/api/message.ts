/** What would have been sent to a customer; test mode captures it. */
export interface Message {
  id: string;
  channel: 'sms' | 'email';
  to: string;
  subject?: string;
  text: string;
  session_id: string;
  language?: string;
  url?: string;
  created_at: string;
}
