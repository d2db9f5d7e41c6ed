import type { Api } from './client.js';
import { data, init, type Call } from './operation.js';
import type { AccountChange, MemberChange, NewInvitation } from './schema.js';

/** The account of the credential, its looks and its staff. */
export function account(api: Api) {
  const of = (id: string) => ({ params: { path: { id } } });
  return {
    retrieve: (c?: Call) => data(api.GET('/v1/account', init(c))),
    update: (change: AccountChange, c?: Call) => data(api.PATCH('/v1/account', { body: change, ...init(c) })),
    members: (c?: Call) => data(api.GET('/v1/members', init(c))),
    member: (id: string, c?: Call) => data(api.GET('/v1/members/{id}', { ...of(id), ...init(c) })),
    updateMember: (id: string, change: MemberChange, c?: Call) => data(api.PATCH('/v1/members/{id}', { ...of(id), body: change, ...init(c) })),
    removeMember: async (id: string, c?: Call) => void (await api.DELETE('/v1/members/{id}', { ...of(id), ...init(c) })),
    /** Asks somebody onto the staff. The reply has the link, once. */
    invite: (invitation: NewInvitation, c?: Call) => data(api.POST('/v1/invitations', { body: invitation, ...init(c) })),
    invitations: (c?: Call) => data(api.GET('/v1/invitations', init(c))),
    deleteInvitation: async (id: string, c?: Call) => void (await api.DELETE('/v1/invitations/{id}', { ...of(id), ...init(c) })),
  };
}
