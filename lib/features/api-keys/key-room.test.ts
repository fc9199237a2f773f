import { beforeEach, describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maxLiveKeys } from "./contract";

const { clock, open } = useTestRuntime();

let user: TestUser;
beforeEach(async () => {
  user = await createUser();
});

/** Keys as they lie in the database, without secrets, which no test needs. */
async function fill(count: number, end: { revokedAt?: Date; expiresAt?: Date } = {}): Promise<void> {
  const start = await open().database.prisma.apiKey.count();
  const shared = {
    organizationId: user.id,
    product: "prompts",
    environment: "production" as const,
    keyPrefix: "",
    secretHint: "",
  };
  await open().database.prisma.apiKey.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      ...shared,
      ...end,
      id: `key_${start + index}`,
      lineId: `key_${start + index}`,
      name: "Filler",
      secretHash: `hash ${start + index}`,
      scopes: ["prompts:read"],
    })),
  });
}

const create = (environment = "production") =>
  callApi("POST /api/v1/api-keys", {
    token: user.token,
    body: { name: "One more", scopes: ["prompts:read"], environment },
  });

describe("an organization's keys", () => {
  it("are at most 10,000 live ones in an environment, however many are asked for at once", async () => {
    await fill(maxLiveKeys - 2);
    const answers = await Promise.all(Array.from({ length: 5 }, () => create()));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.json.errors[0].message).toContain("at most 10,000 live production keys; revoke");
    expect((await create("development")).status).toBe(201);
    const [made] = answers.filter(({ status }) => status === 201);
    const rotate = (grace_period_seconds: number) =>
      callApi(`POST /api/v1/api-keys/${made?.json.data.id}/rotate`, {
        token: user.token,
        body: { grace_period_seconds },
      });
    expect((await rotate(60)).status).toBe(409);
    const rotated = await rotate(0);
    expect(rotated.status).toBe(201);
    await callApi(`DELETE /api/v1/api-keys/${rotated.json.data.id}`, { token: user.token });
    expect((await create()).status).toBe(201);
  });

  it("do not count once they were revoked or have expired", async () => {
    const now = new Date(clock.now());
    await fill(maxLiveKeys, { revokedAt: now });
    await fill(maxLiveKeys, { expiresAt: now });
    expect((await create()).status).toBe(201);
  });
});
