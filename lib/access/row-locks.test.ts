import { describe, expect, it } from "vitest";
import { deleteAccount } from "@/lib/features/accounts/delete-account";
import { login } from "@/lib/features/accounts/login";
import { changePassword } from "@/lib/features/accounts/password";
import { endOtherSessions } from "@/lib/features/accounts/sessions";
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
const log: Log = (_level, event, fields) => logged.push(`${event} ${fields?.error}`);
const { open } = useTestRuntime({ log, maxConnections: 20 });

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
    () => endOtherSessions(principal),
  ];
}

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
