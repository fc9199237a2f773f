import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { livesTooLong, policyEndMs, policyEndSql, policyJoinSql } from "@/lib/access/policy-rules";
import type { Prisma } from "@/lib/generated/prisma/client";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { addApp, signedInUser } from "@/lib/testing/factors";
import { actFor, createTeam, join } from "@/lib/testing/team";
import { testStart, useTestRuntime } from "@/lib/testing/test-runtime";
import { switchOrganization } from "./own-organizations";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;
const at = (days: number) => new Date(Date.parse(testStart) + days * dayMs);

beforeEach(() => clock.set(Date.parse(testStart)));

type Rules = Omit<Prisma.OrganizationPolicyUncheckedCreateInput, "organizationId">;

/** A policy as it is stored, announced as any change of it. */
async function setPolicy(organizationId: string, rules: Rules): Promise<void> {
  const row = { updatedAt: new Date(clock.now()), ...rules };
  await open().changes.commit(async (tx) => {
    const where = { organizationId };
    await tx.organizationPolicy.upsert({ where, create: { organizationId, ...row }, update: row });
    return { result: undefined, subjects: [`org:${organizationId}`] };
  });
}

async function tokenOf(user: TestUser, days: number): Promise<string> {
  const { json } = await callApi("POST /api/user/tokens", {
    token: user.token,
    body: { name: "CI", expires_in_days: days },
  });
  return json.token;
}

const statusOf = async (target: string, token: string, address?: string) =>
  (await callApi(target, { token, ...(address ? { address } : {}) })).status;
const prompts = (token: string, address?: string) => statusOf("GET /v1/prompts", token, address);
const scopes = ["prompts:read" as const];

describe("a policy on lifetimes", () => {
  it("stops keys that live too long, or have no end, at its very date, and no other key", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const organizationId = owner.principal.organizationId;
    const endless = await createKey(owner, { scopes });
    const long = await createKey(owner, { scopes, expires_in_days: 31 });
    const short = await createKey(owner, { scopes, expires_in_days: 30 });
    await setPolicy(organizationId, { maxKeyDays: 30, existingCredentialsFrom: at(7) });
    clock.set(at(7).getTime() - 1);
    for (const { secret } of [endless, long, short]) expect(await prompts(secret)).toBe(200);
    clock.advance(1);
    const answer = await callApi("GET /v1/prompts", { token: endless.secret });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/expired/)]);
    expect([await prompts(long.secret), await prompts(short.secret)]).toEqual([401, 200]);
    // Without a date those that were there go on; a looser policy lets them in again.
    await setPolicy(organizationId, { maxKeyDays: 30, existingCredentialsFrom: null });
    expect(await prompts(endless.secret)).toBe(200);
  });

  it("leaves a key as it is whose successor would end before it begins to count", async () => {
    const { token, principal } = await createUser({ plan: "enterprise" });
    const body = { name: "Later", scopes, expires_in_days: 30, not_before: at(20).toISOString() };
    const { id } = (await callApi("POST /api/v1/api-keys", { token, body })).json.data;
    await setPolicy(principal.organizationId, { maxKeyDays: 10, existingCredentialsFrom: null });
    const rotate = () => callApi(`POST /api/v1/api-keys/${id}/rotate`, { token, body: {} });
    const refused = await rotate();
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("before it begins to count")]);
    expect(await open().database.prisma.apiKey.count({ where: { organizationId: principal.organizationId } })).toBe(1);
    expect((await callApi(`PATCH /api/v1/api-keys/${id}`, { token, body: { not_before: null } })).status).toBe(200);
    expect((await rotate()).status).toBe(201);
  });

  it("stops personal access tokens, and with them what they made", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const token = await tokenOf(owner, 300);
    const made = await callApi("POST /api/v1/api-keys", { token, body: { name: "Made", scopes } });
    expect(await prompts(made.json.key)).toBe(200);
    await setPolicy(owner.principal.organizationId, { maxTokenDays: 90, existingCredentialsFrom: at(1) });
    expect([await prompts(token), await prompts(made.json.key)]).toEqual([200, 200]);
    clock.set(at(1).getTime());
    expect([await prompts(token), await prompts(made.json.key)]).toEqual([401, 401]);
  });

  it("goes on as it was for what broke it, until a stricter one's date", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const endless = await createKey(owner, { scopes });
    const month = await createKey(owner, { scopes, expires_in_days: 30 });
    await setPolicy(owner.principal.organizationId, {
      maxKeyDays: 7,
      priorMaxKeyDays: 90,
      existingCredentialsFrom: at(5),
    });
    expect([await prompts(endless.secret), await prompts(month.secret)]).toEqual([401, 200]);
    clock.set(at(5).getTime());
    expect(await prompts(month.secret)).toBe(401);
  });

  it("is one rule in the database's words and in ours", async () => {
    const { prisma } = open().database;
    const owner = await createUser({ plan: "enterprise" });
    const organizationId = owner.principal.organizationId;
    const ends = [undefined, 1, 30, 31, 90, 365];
    const keys = await Promise.all(ends.map((days) => createKey(owner, days ? { expires_in_days: days } : {})));
    for (const [max, prior, from] of [
      [30, null, at(3)],
      [30, 90, at(3)],
      [null, null, null],
      [30, 31, null],
      [null, 30, at(3)],
    ] as const) {
      const rule = { maxDays: max, priorMaxDays: prior, existingFrom: from };
      await setPolicy(organizationId, { maxKeyDays: max, priorMaxKeyDays: prior, existingCredentialsFrom: from });
      const rows = await prisma.$queryRawUnsafe<{ id: string; ends: Date | null }[]>(
        `SELECT k.id, ${policyEndSql("k", "key")} AS ends FROM api_keys k ${policyJoinSql("k.organization_id")}
          WHERE k.organization_id = $1`,
        organizationId,
      );
      for (const { id } of keys) {
        const key = await prisma.apiKey.findUniqueOrThrow({ where: { id } });
        const own = key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
        const expected = Math.min(own, policyEndMs(key, rule) ?? Number.POSITIVE_INFINITY);
        expect(rows.find((row) => row.id === id)?.ends?.getTime() ?? Number.POSITIVE_INFINITY).toBe(expected);
      }
    }
    expect(livesTooLong({ createdAt: at(0), expiresAt: at(30) }, 30)).toBe(false);
  });
});

describe("a policy that asks for a second factor", () => {
  const addFactor = (userId: string) =>
    open().changes.commit(async (tx) => {
      const passkey = { id: randomUUID(), userId, name: "Key", publicKey: new Uint8Array([1]) };
      await tx.passkey.create({ data: passkey });
      return { result: undefined, subjects: [`user:${userId}`] };
    });

  it("leaves a session without one, from its date, nothing but its user's own account", async () => {
    const { id, owner, member } = await createTeam();
    await setPolicy(id, { secondFactorFrom: at(3) });
    clock.set(at(3).getTime() - 1);
    const session = await join(owner, "member");
    expect(await prompts(session.token)).toBe(200);
    clock.advance(1);
    const answer = await callApi("GET /v1/prompts", { token: session.token });
    expect([answer.status, answer.json]).toEqual([
      403,
      expect.objectContaining({
        second_factor_required: true,
        error: { code: "FORBIDDEN", message: expect.stringContaining("two-step verification") },
      }),
    ]);
    for (const target of ["GET /api/user/me", "GET /api/v1/users/me", "GET /api/user/organizations"]) {
      expect([target, await statusOf(target, session.token)]).toEqual([target, 200]);
    }
    expect(await statusOf("GET /api/v1/api-keys", session.token)).toBe(403);
    await addFactor(session.id);
    expect(await prompts(session.token)).toBe(200);
    expect(await prompts(member.token)).toBe(403);
  });

  it("stops what acts as the member for that organization alone, with the keys that tokens made, and other keys with scopes nowhere", async () => {
    const { id, owner, member } = await createTeam();
    const token = await tokenOf(member, 30);
    const tunnel = await createKey(member);
    const scoped = await createKey(member, { scopes });
    const ofToken = await callApi("POST /api/v1/api-keys", { token, body: { name: "Made", scopes } });
    const personal = await actFor(member, member.id);
    const elsewhere = await createKey(personal);
    await switchOrganization(personal.principal, id);
    await setPolicy(id, { secondFactorFrom: at(0) });
    expect([await prompts(token), await statusOf("GET /api/user/me", token)]).toEqual([403, 403]);
    expect(await statusOf("GET /api/v1/users/me", tunnel.secret)).toBe(403);
    expect(await statusOf("GET /api/v1/users/me", elsewhere.secret)).toBe(200);
    expect([await prompts(scoped.secret), await prompts(ofToken.json.key)]).toEqual([200, 403]);
    await addFactor(owner.id);
    const asking = await createKey(owner);
    const asked = await callApi("POST /api/v1/keys/verify", { token: asking.secret, body: { key: tunnel.secret } });
    expect(asked.json.data).toMatchObject({ valid: false, code: "SECOND_FACTOR_REQUIRED" });
  });

  it("lets a session in again as soon as its user has added an authenticator app, and stops it once that is gone", async () => {
    const { user, browser } = await signedInUser();
    await setPolicy(user.id, { secondFactorFrom: at(0) });
    const look = async () => (await browser.call("GET /api/dashboard/v1/prompts")).status;
    expect([await look(), await prompts(user.token)]).toEqual([403, 403]);
    await addApp(browser, clock.now());
    expect([await look(), await prompts(user.token)]).toEqual([200, 200]);
    expect((await browser.call("DELETE /api/dashboard/account/authenticator")).status).toBe(204);
    expect(await look()).toBe(403);
  });

  it("counts an authenticator app from its first code on, and not before", async () => {
    const { id, member } = await createTeam();
    await setPolicy(id, { secondFactorFrom: at(0) });
    const set = (confirmedAt: Date | null) =>
      open().changes.commit(async (tx) => {
        const row = { userId: member.id, sealedSecret: "sealed", confirmedAt };
        await tx.authenticator.upsert({ where: { userId: member.id }, create: row, update: row });
        return { result: undefined, subjects: [`user:${member.id}`] };
      });
    await set(null);
    expect(await prompts(member.token)).toBe(403);
    await set(at(0));
    expect(await prompts(member.token)).toBe(200);
  });
});

describe("a policy on addresses", () => {
  const inside = "203.0.113.9";
  const outside = "198.51.100.9";

  it("binds keys that were there from its date on, new ones at once, and sessions never", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const before = await createKey(owner, { scopes });
    clock.advance(1_000);
    await setPolicy(owner.principal.organizationId, {
      allowedRanges: ["203.0.113.0/24"],
      existingCredentialsFrom: at(3),
    });
    const after = await createKey(owner, { scopes });
    expect([await prompts(before.secret, outside), await prompts(after.secret, outside)]).toEqual([200, 403]);
    expect(await prompts(after.secret, inside)).toBe(200);
    clock.set(at(3).getTime());
    expect([await prompts(before.secret, outside), await prompts(before.secret, inside)]).toEqual([403, 200]);
    expect(await prompts(owner.token, outside)).toBe(200);
  });

  it("keeps to the ranges of before until the new ones' date, and opens nothing for a range that no longer parses", async () => {
    const owner = await createUser({ plan: "enterprise" });
    const key = await createKey(owner, { scopes });
    clock.advance(1_000);
    const organizationId = owner.principal.organizationId;
    await setPolicy(organizationId, {
      allowedRanges: ["192.0.2.0/24"],
      priorRanges: ["203.0.113.0/24"],
      existingCredentialsFrom: at(7),
    });
    expect([await prompts(key.secret, inside), await prompts(key.secret, outside)]).toEqual([200, 403]);
    clock.set(at(7).getTime());
    expect([await prompts(key.secret, inside), await prompts(key.secret, "192.0.2.1")]).toEqual([403, 200]);
    await setPolicy(organizationId, { allowedRanges: ["nonsense"], priorRanges: [], existingCredentialsFrom: at(0) });
    expect(await prompts(key.secret, inside)).toBe(403);
  });
});
