import { describe, expect, it } from "vitest";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { listAccountActivity } from "./account-activity";
import { ActivityQuery } from "./activity-contract";

const { clock, open } = useTestRuntime();
const client = { address: "198.51.100.9", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };

async function happen(user: TestUser, type: Parameters<typeof recordAccountEvent>[1], told = {}): Promise<void> {
  clock.advance(1_000);
  await open().database.prisma.$transaction((tx) => recordAccountEvent(tx, type, user.id, client, told));
}

const list = (user: TestUser, query: object = {}) => listAccountActivity(user.principal, ActivityQuery.parse(query));
const typesOf = async (user: TestUser, query: object = {}) => (await list(user, query)).data.map(({ type }) => type);

describe("the activity of one's own account", () => {
  it("tells time, address, device and outcome, newest first, of the account alone and of no other", async () => {
    const [user, other] = [await createUser(), await createUser()];
    await happen(user, "user.signed_in", { method: "password" });
    await happen(user, "user.sign_in_failed", { outcome: "failure" });
    await happen(other, "user.password_changed");
    const { data } = await list(user, { limit: 2 });
    expect(data).toMatchObject([
      { type: "user.sign_in_failed", outcome: "failure", address: client.address, user_agent: client.userAgent },
      { type: "user.signed_in", outcome: "success", address: client.address },
    ]);
    expect(await typesOf(user)).not.toContain("user.password_changed");
    expect(await typesOf(other)).not.toContain("user.sign_in_failed");
  });

  it("says whatever organization the user acts for, and nothing that is not about the account", async () => {
    const [user, other] = [await createUser(), await createUser()];
    await happen(user, "session.ended", { how: "signed_out" });
    const acting = { ...user, principal: { ...user.principal, organizationId: other.id } };
    expect(await typesOf(acting)).toContain("session.ended");
    await open().database.prisma.event.create({
      data: {
        id: "evt_member",
        organizationId: user.id,
        environment: "production",
        type: "user.deleted",
        subjectId: other.id,
        data: {},
      },
    });
    expect(await typesOf(acting)).not.toContain("user.deleted");
  });

  it("is narrowed by kind and outcome, and goes on page by page", async () => {
    const user = await createUser();
    await happen(user, "user.factor_added", { factor: "authenticator" });
    await happen(user, "user.recovery_codes_made");
    await happen(user, "user.sign_in_failed", { outcome: "refused" });
    expect(await typesOf(user, { kind: "factors" })).toEqual(["user.factor_added"]);
    expect(await typesOf(user, { kind: "recovery" })).toEqual(["user.recovery_codes_made"]);
    expect(await typesOf(user, { outcome: "refused" })).toEqual(["user.sign_in_failed"]);
    const first = await list(user, { limit: 1 });
    const second = await list(user, { limit: 1, cursor: first.next_cursor });
    expect(second.data[0]?.type).toBe("user.recovery_codes_made");
  });
});
