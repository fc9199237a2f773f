import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import { countedSubject } from "@/lib/access/limit-namespaces";
import { dayMs } from "@/lib/access/limit-windows";
import { addSlicePass, emptySliceDelta, type SliceDelta } from "@/lib/access/slice-delta";
import { addSlices } from "@/lib/access/slice-store";
import { findSpan } from "@/lib/access/window-span";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

const namespaces: readonly {
  name: string;
  description: string;
  windows: Prisma.InputJsonArray;
  overrides?: Prisma.InputJsonArray;
  concurrency?: number;
  age: number;
}[] = [
  {
    name: "chat-messages",
    description: "What one person sends to the assistant",
    windows: [
      { name: "burst", limit: 20, per: "10s", sliding: true },
      { name: "daily", limit: 500, per: "1d" },
    ],
    overrides: [
      { identifier: "user_48213", windows: [{ name: "daily", limit: 2_000, per: "1d" }] },
      { identifier: "trial-*", windows: [{ name: "daily", limit: 25, per: "1d" }] },
    ],
    age: 88,
  },
  {
    name: "report-exports",
    description: "Exports that a customer runs at once",
    windows: [{ name: "hourly", limit: 10, per: "1h" }],
    overrides: [{ identifier: "grid-operator-11", concurrency: 8 }],
    concurrency: 3,
    age: 41,
  },
  {
    name: "one-time-codes",
    description: "Codes sent to one telephone",
    windows: [{ name: "quarter-hour", limit: 5, per: "15m", sliding: true }],
    age: 12,
  },
];

/** What is held as the demo begins, newest last. */
const leases = [
  { identifier: "reseller-7", slots: 1, minutesAgo: 94 },
  { identifier: "grid-operator-11", slots: 4, minutesAgo: 38 },
  { identifier: "solar-park-3", slots: 2, minutesAgo: 11 },
  { identifier: "grid-operator-11", slots: 1, minutesAgo: 2 },
];
const reservations = [
  { identifier: "user_20715", cost: 12, minutesAgo: 26 },
  { identifier: "trial-oslo", cost: 3, minutesAgo: 9 },
  { identifier: "user_48213", cost: 140, minutesAgo: 1 },
];
const minuteMs = 60_000;

/** Writes limits that an organization keeps for those whom it serves, and what these hold. */
export async function writeLimits(tx: PrismaSession, { id: organizationId, nowMs }: DemoPlace): Promise<void> {
  const written = namespaces.map(({ age, ...namespace }) => {
    const createdAt = new Date(nowMs - age * dayMs);
    return { id: newId("lns"), organizationId, ...namespace, createdAt, updatedAt: createdAt };
  });
  await tx.limitNamespace.createMany({ data: written });
  // What is held is so by the database's clock.
  const [stored] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const storedMs = stored?.now.getTime() ?? nowMs;
  const idOf = (name: string) => written.find((namespace) => namespace.name === name)?.id ?? "";
  await tx.limitLease.createMany({
    data: leases.map(({ minutesAgo, ...lease }) => ({
      ...{ id: newId("lse"), namespaceId: idOf("report-exports") },
      ...lease,
      ...heldFrom(storedMs, minutesAgo),
    })),
  });
  await writeReservations(tx, { namespaceId: idOf("chat-messages"), nowMs, storedMs });
}

/** As they are counted where one is made: on the day's window, which settling or giving back corrects. */
async function writeReservations(
  tx: PrismaSession,
  { namespaceId, nowMs, storedMs }: { namespaceId: string; nowMs: number; storedMs: number },
): Promise<void> {
  const span = findSpan("1d");
  if (!span) return;
  const deltas = new Map<string, SliceDelta>();
  for (const { identifier, cost, minutesAgo } of reservations) {
    const atMs = nowMs - minutesAgo * minuteMs;
    const subject = countedSubject(namespaceId, 0, identifier);
    const key = { subject, product: managementProduct, environment: "production" as const, window: { span } };
    const delta = deltas.get(subject) ?? emptySliceDelta(key);
    deltas.set(subject, delta);
    addSlicePass(delta, cost, atMs);
    const counted = [{ span: span.id, atMs }];
    await tx.limitReservation.create({
      data: {
        ...{ id: newId("rsv"), namespaceId, identifier, state: "held", subject, counted, reserved: cost },
        ...heldFrom(storedMs, minutesAgo),
      },
    });
  }
  await addSlices({ query: (text, values) => tx.$executeRawUnsafe(text, ...values) }, [...deltas.values()]);
}

/** For as long as anything may be held. */
function heldFrom(storedMs: number, minutesAgo: number): { createdAt: Date; expiresAt: Date } {
  const atMs = storedMs - minutesAgo * minuteMs;
  return { createdAt: new Date(atMs), expiresAt: new Date(atMs + dayMs) };
}
