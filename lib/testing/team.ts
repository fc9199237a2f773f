import type { Role } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";
import { acceptInvitation } from "@/lib/features/organizations/accept-invitation";
import { changeRole } from "@/lib/features/organizations/change-member";
import { invite } from "@/lib/features/organizations/invite";
import { createOrganization, switchOrganization } from "@/lib/features/organizations/own-organizations";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { createUser, proveAddress, type TestUser } from "./factories";

/** An organization with somebody of every role, each acting for it. */
export type TestTeam = { id: string; owner: TestUser; admin: TestUser; member: TestUser };

/** An organization, on the enterprise plan, with an owner, an admin and a member. */
export async function createTeam(name = "Team"): Promise<TestTeam> {
  const founder = await proveAddress(await createUser());
  const { id } = await createOrganization(founder.principal, name);
  await setPlan(id, "enterprise");
  const owner = await actFor(founder, id);
  return { id, owner, admin: await join(owner, "admin"), member: await join(owner, "member") };
}

/** A new user, or the one given, as a member of the owner's organization, invited and accepted, and acting for it. */
export async function join(owner: TestUser, role: Role, user?: TestUser): Promise<TestUser> {
  const joining = user ?? (await proveAddress(await createUser()));
  await acceptInvitation(joining.principal, await inviteLink(owner, joining.email, role));
  return actFor(joining, owner.principal.organizationId);
}

/** Invites an address and returns the secret of the link. */
export async function inviteLink(owner: TestUser, email: string, role: Role = "member"): Promise<string> {
  await proveAddress(owner);
  const { results } = await invite(owner.principal, { invitations: [{ email, role }] });
  const link = results[0]?.link;
  if (!link) throw new Error(`not invited: ${results[0]?.message}`);
  return link.slice(link.indexOf("#") + 1);
}

/** The user with their session acting for an organization of theirs. */
export async function actFor(user: TestUser, organizationId: string): Promise<TestUser> {
  await switchOrganization(user.principal, organizationId);
  return again(user);
}

/** The user with what their session is worth now. */
export async function again(user: TestUser): Promise<TestUser> {
  const check = await runtime().directory.checkBearer(user.token);
  if (!check.ok) throw new Error(`the session is ${check.reason}`);
  return { ...user, principal: { ...check.record.principal, userId: user.id } };
}

/** Makes somebody of the team what `role` says. */
export async function promote(owner: TestUser, user: TestUser, role: Role): Promise<TestUser> {
  await changeRole(owner.principal, user.id, { role, keys: "keep" });
  return again(user);
}
