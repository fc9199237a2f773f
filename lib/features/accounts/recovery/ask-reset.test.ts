import { beforeEach, describe, expect, test } from "vitest";
import { jobHandlers } from "@/lib/background";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { resetMailSubject } from "./reset-link";

const { clock, open } = useTestRuntime();

let hosts = 0;
/** Sign-ins are counted by address; what is counted by account is a test of its own. */
const newAddress = () => `10.4.${Math.floor(hosts / 250)}.${(hosts++ % 250) + 1}`;
const ask = (email: string, headers: Record<string, string> = {}, address = newAddress()) =>
  callApi("POST /api/auth/forgot-password", { body: { email }, address, headers });
const mailsTo = (email: string, subject = resetMailSubject) =>
  open().database.prisma.mail.findMany({ where: { recipient: email, subject }, orderBy: { createdAt: "asc" } });

beforeEach(() => clock.advance(60_000));

describe("asking for a link", () => {
  test("unknown addresses get the same answer, and no mail", async () => {
    const user = await createUser();
    const known = await ask(user.email);
    const unknown = await ask("nobody-at-all@example.test");
    const shown = ({ status, text, headers }: typeof known) => [
      status,
      text,
      [...headers].filter(([name]) => name !== "x-request-id"),
    ];
    expect(shown(unknown)).toEqual(shown(known));
    await open().jobs.runDue(jobHandlers);
    expect(await open().database.prisma.mail.count({ where: { recipient: { startsWith: "nobody" } } })).toBe(0);
    expect(await mailsTo(user.email)).toHaveLength(1);
  });

  test("nor can the time of an answer tell them apart", async () => {
    const rounds = 120;
    const users: TestUser[] = [];
    for (let count = 0; count < 30; count += 1) users.push(await createUser());
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      if (round % users.length === 0) clock.advance(60_000);
      // In turns, in changing order: what the machine does besides meets both alike.
      const kinds = round % 2 ? (["known", "unknown"] as const) : (["unknown", "known"] as const);
      for (const kind of kinds) {
        const email =
          kind === "known" ? users[round % users.length]?.email : `ghost-${round % users.length}@example.test`;
        const began = performance.now();
        expect((await ask(email ?? "")).status).toBe(202);
        times[kind].push(performance.now() - began);
      }
    }
    // Mann-Whitney: how many standard deviations the ranks are from those of one distribution.
    expect(Math.abs(rankDistance(times.known, times.unknown))).toBeLessThan(4);
  });

  test("asking is counted by the client's address, and by the account from wherever it comes", async () => {
    const user = await createUser();
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask(user.email)).status);
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    const ghost: number[] = [];
    for (let count = 0; count < 5; count += 1) ghost.push((await ask("ghost@example.test")).status);
    expect(ghost).toEqual(statuses);
    const address = newAddress();
    const same: number[] = [];
    for (let count = 0; count < 11; count += 1)
      same.push((await ask(`ghost-${count}@example.test`, {}, address)).status);
    expect(same.filter((status) => status === 429)).toHaveLength(1);
    const denied = await ask(user.email);
    expect(Number(denied.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("who keeps asking fills no mailbox: three links within half an hour, ten within a day", async () => {
    const user = await createUser();
    const counts: number[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      // As often as the limit by account lets pass.
      if (minute % 6 === 0) await ask(user.email);
      await open().jobs.runDue(jobHandlers);
      clock.advance(60_000);
      if (minute === 29 || minute === 179) counts.push((await mailsTo(user.email)).length);
    }
    expect(counts).toEqual([3, 10]);
  });

  test("requests from many places at once cause one mail", async () => {
    const user = await createUser();
    await Promise.all([ask(user.email), ask(user.email), ask(user.email)]);
    await open().jobs.runDue(jobHandlers);
    expect(await mailsTo(user.email)).toHaveLength(1);
  });

  test("no mail leaves for a user of a trusted issuer, who has no sign-in here", async () => {
    const user = await createUser();
    const email = "somebody@external.invalid";
    await open().database.prisma.user.update({ where: { id: user.id }, data: { email } });
    await ask(email);
    await open().jobs.runDue(jobHandlers);
    expect(await mailsTo(email)).toEqual([]);
  });
});

/** The Mann-Whitney statistic in standard deviations. */
function rankDistance(some: readonly number[], others: readonly number[]): number {
  const ranked = [...some.map((value) => ({ value, own: 1 })), ...others.map((value) => ({ value, own: 0 }))].toSorted(
    (a, b) => a.value - b.value,
  );
  const sum = ranked.reduce((total, { own }, index) => total + own * (index + 1), 0);
  const [n, m] = [some.length, others.length];
  const u = sum - (n * (n + 1)) / 2;
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
