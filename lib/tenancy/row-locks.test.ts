import { describe, expect, it } from "vitest";
import { deleteAccount } from "@/lib/features/accounts/delete-account";
import { disconnectIdentity } from "@/lib/features/accounts/identities";
import { login } from "@/lib/features/accounts/login";
import { changePassword } from "@/lib/features/accounts/password";
import { connectProfile, signInWithProfile } from "@/lib/features/accounts/provider-account";
import { endOtherSessions } from "@/lib/features/accounts/sessions";
import { admitSignIn } from "@/lib/features/accounts/sign-in/admit-sign-in";
import { confirmEmail, sendVerification } from "@/lib/features/accounts/verify-email";
import { createApiKey } from "@/lib/features/api-keys/create-key";
import { removeMember } from "@/lib/features/organizations/change-member";
import { deleteOrganization } from "@/lib/features/organizations/organization";
import { switchOrganization } from "@/lib/features/organizations/own-organizations";
import { createToken } from "@/lib/features/tokens/tokens";
import { ApiError } from "@/lib/http/api-error";
import type { Log } from "@/lib/platform/log";
import { createUser, type TestUser, testPassword } from "@/lib/testing/factories";
import { createTeam, join } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const logged: string[] = [];
const log: Log = (_level, event, fields) => {
  if (!event.endsWith("_deleted")) logged.push(`${event} ${fields?.error}`);
};
const { clock, open } = useTestRuntime({ log, maxConnections: 20 });

const client = { address: "198.51.100.7", userAgent: "vitest" };
const rounds = 12;

/** Does everything at once; what is refused must be refused for a reason that a client is told. */
async function atOnce(work: readonly (() => Promise<unknown>)[]): Promise<void> {
  const outcomes = await Promise.allSettled(work.map((run) => run()));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(reasons.filter((reason: unknown) => !(reason instanceof ApiError))).toEqual([]);
}

/** What a user may do with themselves while others end what it stands on. */
function ownWork({ principal, email }: TestUser, elsewhere: string): (() => Promise<unknown>)[] {
  const password = { current_password: testPassword, new_password: testPassword };
  const inDashboard = { ...principal, kind: "dashboard-session" as const };
  return [
    () => changePassword(principal, password, client),
    () => switchOrganization(inDashboard, principal.organizationId),
    () => switchOrganization(inDashboard, elsewhere),
    () => createToken(principal, { name: "At once", expires_in_days: 1 }),
    () => createApiKey(principal, { name: "At once" }),
    () => login({ email, password: testPassword }, client),
    () => endOtherSessions(principal, client),
  ];
}

/** The token of the last link that was mailed to a user. */
async function mailedToken({ principal, email }: TestUser): Promise<string> {
  await sendVerification(principal, client);
  const { prisma } = open().database;
  const mail = await prisma.mail.findFirstOrThrow({ where: { recipient: email }, orderBy: { createdAt: "desc" } });
  return /#token=([A-Za-z0-9]+)/.exec(mail.text)?.[1] ?? "";
}

describe("a user's ways to sign in that change at once", () => {
  it("never wait for each other while an address is proved and another link asked for", async () => {
    for (let round = 0; round < rounds; round++) {
      const user = await createUser();
      const token = await mailedToken(user);
      // Long enough for another mail to go out.
      clock.advance(61_000);
      await atOnce([
        () => sendVerification(user.principal, client),
        () => confirmEmail(user.principal, { token }, client),
        ...(round % 2 ? [() => deleteAccount(user.principal, { password: testPassword })] : []),
      ]);
    }
    expect(logged).toEqual([]);
  });

  it("never wait for each other while an identity is used, given up, and its user deleted", async () => {
    for (let round = 0; round < rounds; round++) {
      const user = await createUser();
      const profile = { provider: "github" as const, subject: user.id, email: user.email, name: "Octo" };
      await connectProfile(user.principal, profile, client);
      const signIn = () =>
        signInWithProfile(profile, client, (tx, { userId, connects }) =>
          admitSignIn(tx, userId, { method: "github", kind: "dashboard", client, connects }),
        );
      await atOnce([
        signIn,
        signIn,
        () => disconnectIdentity(user.principal, "github", client),
        () => connectProfile(user.principal, profile, client),
        ...(round % 2 ? [() => deleteAccount(user.principal, { password: testPassword })] : []),
      ]);
    }
    expect(logged).toEqual([]);
  });
});

describe("a user's password, sessions and memberships that change at once", () => {
  it("never wait for each other while a membership ends", async () => {
    const { owner } = await createTeam();
    for (let round = 0; round < rounds; round++) {
      const member = await join(owner, "member");
      await createToken(member.principal, { name: "Before", expires_in_days: 1 });
      await atOnce([...ownWork(member, member.id), () => removeMember(owner.principal, member.id, "revoke")]);
    }
    expect(logged).toEqual([]);
  });

  it("never wait for each other while the organization is deleted", async () => {
    for (let round = 0; round < rounds; round++) {
      const { owner, admin, member } = await createTeam(`Team ${round}`);
      await atOnce([
        ...ownWork(member, member.id),
        ...ownWork(admin, admin.id),
        () => deleteOrganization(owner.principal, `Team ${round}`),
      ]);
      expect(await open().database.prisma.organization.count({ where: { name: `Team ${round}` } })).toBe(0);
    }
    expect(logged).toEqual([]);
  });

  it("never wait for each other while the account is deleted", async () => {
    const { owner } = await createTeam();
    for (let round = 0; round < rounds; round++) {
      const leaving = await join(owner, "member", await createUser());
      await atOnce([
        ...ownWork(leaving, leaving.id),
        () => deleteAccount(leaving.principal, { password: testPassword }),
        () => removeMember(owner.principal, leaving.id, "keep"),
      ]);
    }
    expect(logged).toEqual([]);
  });
});
