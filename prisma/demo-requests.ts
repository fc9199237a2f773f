import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import type { DemoPlace, PlacedKey } from "./demo-place";
import type { DemoRandom } from "./demo-random";

const perKey = 60;
/** How many endpoints of a key are called. */
const mostEndpoints = 4;
/** How many rows go to the database at once. */
const batch = 500;
const agents = ["python-requests/2.32.5", "node", "axios/1.12.2", "Go-http-client/2.0", "curl/8.15.0"];
const answers = [
  { upTo: 0.93, status: 200, reason: "" },
  { upTo: 0.95, status: 404, reason: "not_found" },
  { upTo: 0.965, status: 400, reason: "validation" },
  { upTo: 0.98, status: 403, reason: "insufficient_scope" },
  { upTo: 0.995, status: 429, reason: "limited_minute" },
  { upTo: 1, status: 500, reason: "internal" },
];

/** Writes the last requests of the keys that are in use, newest last, and counts what was refused by day and reason. */
export async function writeRequests(
  tx: PrismaSession,
  { id: organizationId, nowMs }: DemoPlace,
  keys: readonly PlacedKey[],
  random: DemoRandom,
): Promise<void> {
  const used = keys.filter(
    ({ revokedAt, lastUsedAt }) => revokedAt === null && lastUsedAt && nowMs - lastUsedAt.getTime() < 6 * dayMs,
  );
  const sent: Prisma.RecentRequestCreateManyInput[] = [];
  for (const { id, product, environment, lastUsedAt } of used) {
    const lastMs = lastUsedAt?.getTime() ?? nowMs;
    const called = await tx.usageDay.findMany({
      where: { organizationId, credentialId: id },
      select: { endpoint: true },
      distinct: ["endpoint"],
      orderBy: { endpoint: "asc" },
      take: mostEndpoints,
    });
    if (called.length === 0) continue;
    const rows = Array.from({ length: perKey }, (_, place) => {
      const drawn = random.next();
      const { status, reason } = answers.find(({ upTo }) => drawn < upTo) ?? { status: 200, reason: "" };
      const ago = (perKey - 1 - place) ** 2 * 6_500 * (0.9 + 0.2 * random.next());
      return {
        credentialId: id,
        organizationId,
        at: new Date(lastMs - ago),
        environment,
        product,
        endpoint: called[Math.floor(random.next() * called.length)]?.endpoint ?? "",
        status,
        reason,
        elapsedMs: status === 429 ? 0.3 : 2.5 + 20 * random.next() ** 4,
        address: `203.0.113.${20 + Math.floor(random.next() * 6)}`,
        agent: agents[(id.length + place) % 2 === 0 ? 0 : Math.floor(random.next() * agents.length)] ?? null,
      };
    });
    sent.push(...rows);
    await countRefused(tx, rows);
  }
  // Their numbers follow their times, as those of real ones do.
  sent.sort((one, other) => Number(one.at) - Number(other.at));
  for (let from = 0; from < sent.length; from += batch)
    await tx.recentRequest.createMany({ data: sent.slice(from, from + batch) });
}

/** Counts a key's refused requests by day and reason. */
async function countRefused(
  tx: PrismaSession,
  rows: readonly (Omit<Prisma.RefusalDayCreateManyInput, "bucketStart" | "requests"> & { at: Date })[],
): Promise<void> {
  const refused = new Map<string, Prisma.RefusalDayCreateManyInput>();
  for (const { organizationId, credentialId, at, endpoint, status, reason } of rows) {
    if (reason === "") continue;
    const bucketStart = new Date(Math.floor(at.getTime() / dayMs) * dayMs);
    const name = `${bucketStart.getTime()} ${endpoint} ${status} ${reason}`;
    const requests = Number(refused.get(name)?.requests ?? 0) + 1;
    refused.set(name, { organizationId, credentialId, bucketStart, endpoint, status, reason, requests });
  }
  await tx.refusalDay.createMany({ data: [...refused.values()] });
}
