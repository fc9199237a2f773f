import { beforeEach, describe, expect, it } from "vitest";
import { dayMs } from "@/lib/access/limit-windows";
import { jobHandlers } from "@/lib/background";
import { holdRuntime } from "@/lib/open-runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";
import { tellExpiringInTime, tellExpiringKeys } from "./expiry-notices";

const { clock, open } = useTestRuntime();

const scopes = ["prompts:read" as const];
// Each begins with a day of UTC.
beforeEach(() => clock.advance(2 * dayMs - (clock.now() % dayMs)));

const events = async (id: string) => {
  const { prisma } = open().database;
  const found = await prisma.event.findMany({
    where: { type: "key.expiring", subjectId: id },
    orderBy: { createdAt: "asc" },
  });
  return found.map(({ data }) => (data as { days_left: number }).days_left);
};
const mailsTo = async ({ email }: Pick<TestUser, "email">) => {
  const where = { recipient: email, subject: { contains: "expire soon" } };
  return (await open().database.prisma.mail.findMany({ where, orderBy: { createdAt: "asc" } })).map(({ text }) => text);
};
/** A day passes: processes look, and mails are written. */
const look = async () => {
  await tellExpiringKeys();
  clock.advance(16 * 60_000);
  await open().jobs.runDue(jobHandlers);
};
const nextDay = () => clock.advance(dayMs - (clock.now() % dayMs) + 60_000);

describe("notices before a key ends", () => {
  it("come 30, 7 and 1 days before, once each, as event and mail to its maker", async () => {
    const user = await createUser();
    const { id } = await createKey(user, { name: "Checkout", scopes, expires_in_days: 40 });
    // The days around each step, each of them twice.
    const looked = new Set([0, 9, 10, 11, 32, 33, 34, 38, 39, 41]);
    for (let day = 0; day <= 41; day++) {
      if (looked.has(day)) for (let time = 0; time < 2; time++) await look();
      nextDay();
    }
    expect(await events(id)).toEqual([30, 7, 1]);
    const mails = await mailsTo(user);
    expect(mails).toHaveLength(3);
    expect(mails[0]).toContain("Checkout");
  });

  it("say all keys of a day in one mail, and at most one a day of whoever else comes", async () => {
    const user = await createUser({ plan: "enterprise" });
    const made = [];
    for (const name of ["One", "Two", "Three"]) made.push(await createKey(user, { name, scopes, expires_in_days: 9 }));
    nextDay();
    nextDay();
    await look();
    const [mail, ...more] = await mailsTo(user);
    expect(more).toEqual([]);
    for (const name of ["One", "Two", "Three"]) expect(mail).toContain(`- ${name} (`);
    const late = await createKey(user, { name: "Four", scopes, expires_in_days: 60 });
    await callApi(`PATCH /api/v1/api-keys/${late.id}`, { token: user.token, body: { expires_in_days: 5 } });
    const { prisma } = open().database;
    await prisma.apiKey.update({ where: { id: late.id }, data: { createdAt: new Date(clock.now() - 90 * dayMs) } });
    await look();
    expect(await mailsTo(user)).toHaveLength(1);
    nextDay();
    await look();
    const all = await mailsTo(user);
    expect([all.length, all[1]?.includes("Four"), all[1]?.includes("One")]).toEqual([2, true, false]);
    expect(await events(made[0]?.id ?? "")).toEqual([7]);
  });

  it("are told once where several processes look at once, and once more for another end", async () => {
    const user = await createUser();
    const keys = [];
    for (let count = 0; count < 4; count++) keys.push(await createKey(user, { scopes, expires_in_days: 9 }));
    nextDay();
    nextDay();
    const first = open();
    const beside = await Promise.all([1, 2, 3].map(() => openBeside(first)));
    const looks = [first, ...beside].map((one) => {
      holdRuntime(one);
      return tellExpiringKeys();
    });
    await Promise.all(looks);
    holdRuntime(first);
    for (const { id } of keys) expect(await events(id)).toEqual([7]);
    await Promise.all(beside.map((one) => one.close()));
    const [key] = keys;
    await callApi(`PATCH /api/v1/api-keys/${key?.id}`, { token: user.token, body: { expires_in_days: 30 } });
    clock.advance(1);
    await look();
    expect(await events(key?.id ?? "")).toEqual([7, 30]);
  });

  it("come also after the clock was set forward and back", async () => {
    const user = await createUser();
    clock.advance(12 * 3_600_000);
    await tellExpiringInTime();
    clock.advance(-6 * 3_600_000);
    const { id } = await createKey(user, { scopes, expires_in_days: 5 });
    const createdAt = new Date(clock.now() - 90 * dayMs);
    await open().database.prisma.apiKey.update({ where: { id }, data: { createdAt } });
    await tellExpiringInTime();
    expect(await events(id)).toEqual([7]);
  });

  it("name in the mail no end that was moved since, and a key once", async () => {
    const user = await createUser({ plan: "enterprise" });
    const make = (name: string) => createKey(user, { name, scopes, expires_in_days: 9 });
    const [kept, moved, nearer] = [await make("Kept"), await make("Moved away"), await make("Moved nearer")];
    const move = (id: string, days: number) =>
      callApi(`PATCH /api/v1/api-keys/${id}`, { token: user.token, body: { expires_in_days: days } });
    nextDay();
    nextDay();
    await tellExpiringKeys();
    await move(moved.id, 60);
    await move(nearer.id, 1);
    clock.advance(1);
    await look();
    expect([await events(kept.id), await events(moved.id), await events(nearer.id)]).toEqual([[7], [7], [7, 1]]);
    const [mail = "", ...more] = await mailsTo(user);
    expect(more).toEqual([]);
    const named = [...mail.matchAll(/^- (\w+(?: \w+)*) \(.*\) ends on (\S+)/gm)].map(([, name, day]) => [name, day]);
    const dayOf = (days: number) => new Date(clock.now() + days * dayMs).toISOString().slice(0, 10);
    expect(named).toEqual([
      ["Moved nearer", dayOf(1)],
      ["Kept", dayOf(7)],
    ]);
  });

  it("leave out what was revoked, replaced or switched off, and what was made for no longer than the step", async () => {
    const user = await createUser({ plan: "enterprise" });
    const make = () => createKey(user, { scopes, expires_in_days: 9 });
    const [revoked, replaced, off, short] = [
      await make(),
      await make(),
      await make(),
      await createKey(user, { scopes, expires_in_days: 3 }),
    ];
    await callApi(`DELETE /api/v1/api-keys/${revoked.id}`, { token: user.token });
    await callApi(`POST /api/v1/api-keys/${replaced.id}/rotate`, {
      token: user.token,
      body: { grace_period_seconds: 604_800 },
    });
    await callApi(`PATCH /api/v1/api-keys/${off.id}`, { token: user.token, body: { enabled: false } });
    await look();
    expect(await events(short.id)).toEqual([]);
    nextDay();
    nextDay();
    await look();
    for (const { id } of [revoked, replaced, off]) expect(await events(id)).toEqual([]);
    expect(await events(short.id)).toEqual([1]);
  });

  it("go to the admins where the maker has left, and to nobody where the organization wants none", async () => {
    const { id: organizationId, owner, admin, member } = await createTeam();
    const key = await createKey(member, { name: "Left behind", scopes, expires_in_days: 9 });
    await open().database.prisma.membership.delete({
      where: { organizationId_userId: { organizationId, userId: member.id } },
    });
    nextDay();
    nextDay();
    await look();
    const mailed = await Promise.all([owner, admin, member].map(async (one) => (await mailsTo(one)).length));
    expect(mailed).toEqual([1, 1, 0]);
    expect(await events(key.id)).toEqual([7]);
    const set = await callApi("PATCH /v1/organization", { token: owner.token, body: { expiry_notices: false } });
    expect([set.status, set.json.expiry_notices]).toEqual([200, false]);
    for (let day = 0; day < 6; day++) nextDay();
    await look();
    expect([await events(key.id), (await mailsTo(owner)).length]).toEqual([[7], 1]);
  });
});
