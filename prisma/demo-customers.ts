import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace } from "./demo-place";

type DemoCustomer = {
  externalId: string;
  name: string;
  metadata?: Prisma.InputJsonObject;
  plans?: Record<string, string>;
  limits?: Record<string, Prisma.InputJsonObject>;
  /** Days ago. */
  age: number;
  suspendedAgo?: number;
  /** Keys of the organization that are theirs, by name. */
  keys?: readonly string[];
};

/** Whom the largest organization sells to: with and without plans, limits, names, keys, and one that was stopped. */
const customers: readonly DemoCustomer[] = [
  {
    externalId: "grid-operator-11",
    name: "Statnett Midt",
    metadata: { contract: "2026-114", region: "NO3", contacts: ["drift@statnett.example"] },
    age: 190,
    keys: ["Control room assistant"],
  },
  {
    externalId: "municipality-5001",
    name: "Trondheim kommune",
    metadata: { segment: "public" },
    plans: { prompts: "business" },
    age: 120,
  },
  {
    externalId: "reseller-7",
    name: "Kystkraft Partner AS",
    metadata: { tier: "gold", seats: 40 },
    plans: { prompts: "pro", memory: "pro" },
    limits: { prompts: { per_minute: 600, burst: 100, per_month: 500_000 } },
    age: 64,
    suspendedAgo: 3,
  },
  { externalId: "user_48213", name: "", age: 12 },
];

/** Writes customers of an organization, and gives them keys that it has. */
export async function writeCustomers(tx: PrismaSession, { id: organizationId, nowMs }: DemoPlace): Promise<void> {
  for (const { externalId, name, metadata = {}, plans = {}, limits = {}, age, suspendedAgo, keys = [] } of customers) {
    const createdAt = new Date(nowMs - age * dayMs);
    const suspendedAt = suspendedAgo === undefined ? null : new Date(nowMs - suspendedAgo * dayMs);
    const id = newId("cus");
    await tx.customer.create({
      data: {
        ...{ id, organizationId, externalId, name, metadata, plans, limits, suspendedAt },
        ...{ createdAt, updatedAt: suspendedAt ?? createdAt },
      },
    });
    await tx.apiKey.updateMany({ where: { organizationId, name: { in: [...keys] } }, data: { customerId: id } });
  }
}
