import { beforeEach, describe, expect, test } from "vitest";
import { limitsFor, type Principal } from "@/lib/access/principal";
import { jobHandlers } from "@/lib/background";
import { setPlan } from "@/lib/features/organizations/set-plan";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { tellQuota } from "@/lib/watch/tell-quota";
import { tellOfActivity } from "./background";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;
beforeEach(() => clock.advance(dayMs));

function bucketOf(principal: Principal, product: "prompts" | "memory") {
  const limits = limitsFor(principal, product);
  if (!limits?.burst) throw new Error("it has limits");
  const generous = { ...limits, perMinute: 1_000_000, burst: 1_000_000 };
  const { organizationId, environment } = principal;
  return { subject: `org:${organizationId}`, product, environment, limits: generous };
}

/** Counts requests on an organization's quota, past the minute's limit. */
async function spend(principal: Principal, product: "prompts" | "memory", requests: number): Promise<void> {
  const bucket = bucketOf(principal, product);
  for (let count = 0; count < requests; count++) await open().limiter.decide([bucket]);
  await tellOfActivity();
}

async function noticesOf({ principal }: { principal: Principal }): Promise<unknown[]> {
  const events = await open().database.prisma.event.findMany({
    where: { organizationId: principal.organizationId, type: "quota.reached" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return events.map(({ data }) => (data as { percent: number }).percent).sort((a, b) => a - b);
}

async function mailsTo({ email }: TestUser): Promise<string[]> {
  await open().jobs.runDue(jobHandlers);
  const mails = await open().database.prisma.mail.findMany({ where: { recipient: email } });
  return mails.map(({ subject }) => subject).sort();
}

describe("quota notices", () => {
  test("50, 80 and 100% are told once each, mail comes at 80 and 100", async () => {
    const owner = await createUser();
    await spend(owner.principal, "prompts", 499);
    expect(await noticesOf(owner)).toEqual([]);
    await spend(owner.principal, "prompts", 1);
    expect(await noticesOf(owner)).toEqual([50]);
    await spend(owner.principal, "prompts", 300);
    await spend(owner.principal, "prompts", 100);
    expect(await noticesOf(owner)).toEqual([50, 80]);
    await spend(owner.principal, "prompts", 150);
    expect(await noticesOf(owner)).toEqual([50, 80, 100]);
    expect(await mailsTo(owner)).toEqual([
      "80% of the daily Prompts quota are used",
      "The daily Prompts quota is used up",
    ]);
    const event = await open().database.prisma.event.findFirstOrThrow({
      where: { organizationId: owner.principal.organizationId, data: { path: ["percent"], equals: 100 } },
    });
    expect(event.data).toEqual({
      product: "prompts",
      environment: "production",
      window: "day",
      percent: 100,
      used: 1_000,
      limit: 1_000,
      resets_at: new Date((Math.floor(clock.now() / dayMs) + 1) * dayMs).toISOString(),
    });
  });

  test("a new day begins anew; a month's quota is told by the month, test keys apart", async () => {
    const owner = await createUser();
    await spend(owner.principal, "prompts", 1_000);
    clock.advance(dayMs);
    await spend(owner.principal, "prompts", 500);
    expect(await noticesOf(owner)).toEqual([50, 50, 80, 100]);
    const other = await createUser();
    await spend(other.principal, "memory", 500);
    clock.advance(dayMs);
    await spend(other.principal, "memory", 10);
    expect(await noticesOf(other)).toEqual([50]);
    const key = await createKey(other, { scopes: ["read:memories"], environment: "development" });
    await spend(key.principal, "memory", 500);
    expect(await noticesOf(other)).toEqual([50, 50]);
  });

  test("another plan's limit is another quota: told again at its own thresholds", async () => {
    const owner = await createUser();
    await spend(owner.principal, "prompts", 900);
    expect(await noticesOf(owner)).toEqual([50, 80]);
    await setPlan(owner.principal.organizationId, "pro");
    const pro = { ...owner.principal, plan: "pro" as const };
    await spend(pro, "prompts", 100);
    expect(await noticesOf(owner)).toEqual([50, 80]);
    await spend(pro, "prompts", 4_000);
    expect(await noticesOf(owner)).toEqual([50, 50, 80]);
    // Back on the smaller plan, which is used up; 50 and 80 % of it were told before.
    await setPlan(owner.principal.organizationId, "free");
    await spend(owner.principal, "prompts", 1);
    expect(await noticesOf(owner)).toEqual([50, 50, 80, 100]);
  });

  test("two processes that pass a threshold tell of it once", async () => {
    const owner = await createUser();
    const first = open();
    const second = await openBeside(first);
    const bucket = bucketOf(owner.principal, "prompts");
    const both = [first, second];
    for (const { limiter } of both) await limiter.decide([bucket]);
    // In one turn: once a second each process learns what the other counted, and the two together use up the quota.
    await Promise.all(both.flatMap(({ limiter }) => [500, 350].map((cost) => limiter.decide([bucket], cost))));
    await Promise.all(both.map(({ quotas }) => quotas.flush(tellQuota)));
    await second.close();
    expect(await noticesOf(owner)).toEqual([50, 80]);
    expect(await mailsTo(owner)).toHaveLength(1);
  });

  test("strangers and limits without days tell nothing", async () => {
    const limits = { perMinute: 1_000, burst: 1_000, perDay: 10 };
    for (let count = 0; count < 20; count++) {
      await open().limiter.decide([
        { subject: "ip:203.0.113.5", product: "prompts", environment: "production", limits },
      ]);
    }
    const before = await open().database.prisma.quotaNotice.count();
    await tellOfActivity();
    expect(await open().database.prisma.quotaNotice.count()).toBe(before);
  });
});
