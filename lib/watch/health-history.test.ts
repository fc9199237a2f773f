import { beforeEach, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { fails, type Health, type HealthReport, works } from "@/lib/platform/health";
import { pruneAccounting } from "@/lib/tenancy/prune-accounting";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createHealthHistory, daysShown } from "./health-history";

const { clock, open } = useTestRuntime();
const dayMs = 86_400_000;
let report: HealthReport;
const health: Health = { report: async () => report };
const says = (database: "ok" | "failed", status: HealthReport["status"] = "ready") => {
  report = { status, parts: { database: database === "ok" ? works : fails("does not answer"), journal: works } };
};

function opened() {
  return createHealthHistory({ pool: open().database.flush, health, clock, log: () => undefined });
}

beforeEach(async () => {
  says("ok");
  await open().database.prisma.healthHour.deleteMany();
});

const today = (history: ReturnType<typeof opened>, part = "database") => history.days().parts.get(part)?.at(-1);

it("a day shows how often each part was looked at and failed, by all processes together", async () => {
  const [one, other] = [opened(), opened()];
  await one.look();
  says("failed", "failing");
  await one.look();
  await other.look();
  expect(one.days().readAtMs).toBeNull();
  await one.store();
  await other.store();
  expect(today(other)).toMatchObject({ looks: 3, failed: 2 });
  expect(today(other, "journal")).toMatchObject({ looks: 3, failed: 0 });
  expect(other.days().readAtMs).toBe(clock.now());
});

it("what was seen while the database took nothing is shown, kept, and stored once it takes it again, under its own hour", async () => {
  const { prisma } = open().database;
  const history = opened();
  await prisma.$executeRaw`ALTER TABLE health_hours RENAME TO health_hours_away`;
  says("failed", "failing");
  await history.look();
  await expect(history.store()).rejects.toThrow("health_hours");
  expect(today(history)).toMatchObject({ looks: 1, failed: 1 });
  const seenMs = clock.now();
  clock.advance(2 * 3_600_000);
  says("ok");
  await history.look();
  await prisma.$executeRaw`ALTER TABLE health_hours_away RENAME TO health_hours`;
  await history.store();
  const rows = await prisma.healthHour.findMany({
    where: { part: "database" },
    orderBy: { hour: "asc" },
  });
  expect(rows.map(({ hour, looks, failed }) => [hour.getTime(), looks, failed])).toEqual([
    [Math.floor(seenMs / 3_600_000) * 3_600_000, 1, 1],
    [Math.floor(clock.now() / 3_600_000) * 3_600_000, 1, 0],
  ]);
});

it("days without a look are told as such, ninety are shown, and the table keeps a few more", async () => {
  const history = opened();
  await history.look();
  await history.store();
  clock.advance(3 * dayMs);
  await history.look();
  await history.store();
  const days = history.days().parts.get("database") ?? [];
  expect(days).toHaveLength(daysShown);
  expect(days.slice(-4).map(({ looks }) => looks)).toEqual([1, 0, 0, 1]);
  clock.advance(99 * dayMs);
  await pruneAccounting(runtime().database.pool, clock.now());
  expect(await open().database.prisma.healthHour.count()).toBe(2);
});

it("a process that stops counts nothing against any part", async () => {
  const history = opened();
  says("failed", "stopping");
  await history.look();
  expect(history.days().parts.size).toBe(0);
});
