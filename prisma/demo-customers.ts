import "server-only";
import { randomUUID } from "node:crypto";
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
  /** Who of them is a member of the organization, and acts for them; nobody signs in as such a person. */
  member?: { name: string; email: string };
};

/** Whom the largest organization sells to: with and without plans, limits, names, keys, and one that was stopped. */
const customers: readonly DemoCustomer[] = [
  {
    externalId: "grid-operator-11",
    name: "Statnett Midt",
    metadata: { contract: "2026-114", region: "NO3", contacts: ["drift@statnett.example"] },
    age: 190,
    keys: ["Control room assistant"],
    member: { name: "Sindre Moe", email: "sindre@demo.latchkey.test" },
  },
  {
    externalId: "municipality-5001",
    name: "Trondheim kommune",
    metadata: { segment: "public" },
    plans: { prompts: "business" },
    age: 120,
    keys: ["Public outage map", "Household notices"],
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
  for (const customer of customers) {
    const { externalId, name, metadata = {}, plans = {}, limits = {}, age, suspendedAgo, keys = [], member } = customer;
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
    if (member) await writeMember(tx, member, { organizationId, customerId: id, createdAt });
  }
}

async function writeMember(
  tx: PrismaSession,
  { name, email }: { name: string; email: string },
  { organizationId, customerId, createdAt }: { organizationId: string; customerId: string; createdAt: Date },
): Promise<void> {
  const userId = randomUUID();
  await tx.user.create({
    data: { id: userId, name, email, passwordHash: null, createdAt, emailVerifiedAt: createdAt },
  });
  await tx.organization.create({
    data: { id: userId, name, plan: "free", createdAt, memberships: { create: { userId, role: "owner", createdAt } } },
  });
  await tx.membership.create({ data: { organizationId, userId, role: "member", createdAt } });
  await tx.customerMember.create({ data: { organizationId, userId, customerId, createdAt } });
}
