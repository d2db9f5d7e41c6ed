import { useEffect, useState } from 'preact/hooks';
import { type Me, type Role, roles } from '../../member/api/account.js';
import { ask } from '../../member/api/client.js';
import { offline, type Problem, Refusal } from '../../member/api/problem.js';
import { useAction } from '../../member/state/action.js';
import { enter, me } from '../../member/state/me.js';
import { go } from '../../member/state/place.js';
import { Refused } from '../../member/parts/wrong.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/empty.js';
import { TextField } from '../../ui/field.js';
import { SkeletonLines } from '../../ui/skeleton.js';
import { Door } from '../../member/pages/door.js';

interface Invited {
  account_name: string; // empty: the invitation is to sign up
  email: string;
  roles: Role[];
  expires_at: string;
}

// The code stands in the fragment, which browsers send to no server.
const code = location.hash.slice(1);

/** Somebody was asked onto the staff: who asks, and how they want to appear. */
export function InvitedPage() {
  const [invited, setInvited] = useState<Invited | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  useEffect(() => {
    if (!code) return;
    ask<Invited>('POST', '/dashboard/invitations/read', { code }).then((i) => {
      if (i.account_name) setInvited(i);
      else go('/dashboard/sign-up?invitation=' + encodeURIComponent(code), true);
    }, (e: unknown) => setProblem(e instanceof Refusal ? e.problem : offline));
  }, []);
  if (!code) return <Door title="Join your team"><Notice tone="warn">This link has no invitation in it. Open the link that you were given once more, or ask for a new one.</Notice></Door>;
  if (problem) return <Door title="Join your team"><Notice tone="bad">{problem.detail ?? problem.title} Ask whoever invited you for a new link.</Notice></Door>;
  if (!invited) return <Door title="Join your team"><SkeletonLines /></Door>;
  return <Door title={'Join ' + invited.account_name} lead={`As ${invited.roles.map((r) => roles.find((x) => x.value === r)?.text ?? r).join(', ')}, with ${invited.email}`}><Accept /></Door>;
}

function Accept() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useAction(async () => {
    me.value = await ask<Me>('POST', '/dashboard/invitations/accept', { code, name, password });
    enter();
  });
  return (
    <form class="form" onSubmit={(e) => { e.preventDefault(); void accept.run(); }}>
      <Refused by={accept.refusal} fields={['name', 'password']} />
      <TextField label="Your name" name="name" autocomplete="name" required maxLength={200} autofocus value={name} onInput={setName} error={accept.refusal?.of('name')} hint="Customers see it when you conduct their call" />
      <TextField label="Password" type="password" name="password" autocomplete="new-password" required minLength={12} value={password} onInput={setPassword} error={accept.refusal?.of('password')} hint="At least 12 characters" />
      <Button kind="main" type="submit" wide busy={accept.busy}>Join</Button>
    </form>
  );
}
