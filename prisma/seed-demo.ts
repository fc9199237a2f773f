import "server-only";
import { randomUUID } from "node:crypto";
import { dayMs } from "@/lib/access/limit-windows";
import type { Runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { inBackground } from "@/lib/platform/whose-work";
import { writeActivity } from "./demo-activity";
import { lendAdministration } from "./demo-admin";
import { writeBudgets, writeOwnBudgets } from "./demo-budgets";
import { writeColleague } from "./demo-colleague";
import { writeKey, writeToken } from "./demo-credentials";
import { writeCustomers } from "./demo-customers";
import { writeManagementKeys, writeTemplates } from "./demo-key-makers";
import { writeLimits } from "./demo-limits";
import { demoMemories } from "./demo-memories";
import { writeMeters } from "./demo-meters";
import { type DemoOrganization, demoOrganizations } from "./demo-organizations";
import type { DemoPlace } from "./demo-place";
import { demoPrompts } from "./demo-prompts";
import { createDemoRandom } from "./demo-random";
import { writeMemories, writePrompts } from "./demo-resources";
import { writeTeam } from "./demo-team";
import { inventUsage, type Traffic } from "./demo-usage";
import { writeUsage } from "./demo-usage-rows";

/** Of every demo account. It stands in a public repository, which is one reason why demo data enters no normal start. */
export const demoPassword = "knock three times";

/** What a demo account signs in with. */
export type DemoSignIn = { email: string; password: string };

/**
 * Writes the demo data: an organization on every plan, and one that four people share. They have keys, tokens, prompts,
 * memories, a year of usage up to now, and everything else that a page of the dashboard shows. All or nothing; where it is there already, nothing is added.
 * Returns whom one can sign in as, cheapest plan first, and who of them administers the deployment.
 */
export async function seedDemo(runtime: Runtime): Promise<{ signIn: DemoSignIn[]; admin: string | null }> {
  const passwordHash = await runtime.passwords.hash(demoPassword);
  // These statements add up a quarter of usage: connections of pages would end them on a machine at work.
  await inBackground(() =>
    runtime.database.prisma.$transaction(
      async (tx) => {
        // Two starts at once: the second waits, and then finds it done.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('latchkey demo data'))`;
        if (!(await isSeeded(tx))) await writeAll(tx, runtime, passwordHash);
      },
      { maxWait: 60_000, timeout: 600_000 },
    ),
  );
  const admin = await lendAdministration(runtime);
  return { signIn: demoOrganizations.map(({ person }) => ({ email: person.email, password: demoPassword })), admin };
}

async function isSeeded(tx: PrismaSession): Promise<boolean> {
  const emails = demoOrganizations.map(({ person }) => person.email);
  return (await tx.user.count({ where: { email: { in: emails } } })) > 0;
}

async function writeAll(tx: PrismaSession, runtime: Runtime, passwordHash: string): Promise<void> {
  const { clock, peppers } = runtime;
  const random = createDemoRandom(20_261);
  const nowMs = clock.now();
  const traffics: Traffic[] = [];
  const places: DemoPlace[] = [];
  const promptsLeft = [...demoPrompts];
  for (const organization of demoOrganizations) {
    const { slug, plan, age: ageDays, keys, tokens } = organization;
    const id = await writePerson(tx, organization, nowMs, passwordHash);
    const owner = { id, plan, nowMs, peppers, ageDays };
    for (const key of keys) traffics.push(...(await writeKey(tx, owner, key)));
    for (const token of tokens) traffics.push(...(await writeToken(tx, owner, token)));
    await writePrompts(tx, owner, promptsLeft.splice(-organization.prompts), random);
    await writeMemories(tx, owner, demoMemories.get(slug) ?? [], random);
    places.push({ id, ownerId: id, plan, nowMs, ageDays });
  }
  // The largest one administers the deployment, and sees customers.
  const largest = places.at(-1);
  if (largest) {
    await writeCustomers(tx, largest);
    await writeMeters(tx, largest, createDemoRandom(20_262));
    await writeManagementKeys(tx, largest);
  }
  const team = await writeTeam(tx, nowMs, peppers);
  traffics.push(...team.traffics);
  places.push(team.place);
  await writeColleague(tx, runtime, team.place.id);
  await writeUsage(
    tx,
    inventUsage(traffics, nowMs, random),
    places.map(({ id }) => id),
    nowMs,
  );
  if (largest) await writeLimits(tx, largest);
  // Budgets count what the month's usage came to.
  if (largest) await writeBudgets(tx, largest);
  for (const place of places) {
    await writeTemplates(tx, place);
    await writeOwnBudgets(tx, place);
    await writeActivity(tx, place, random);
  }
}

/** The person, their personal organization, and the browsers where they are signed in. */
async function writePerson(
  tx: PrismaSession,
  { name, plan, person, age }: DemoOrganization,
  nowMs: number,
  passwordHash: string,
): Promise<string> {
  const id = randomUUID();
  const createdAt = new Date(nowMs - age * dayMs);
  await tx.user.create({ data: { id, ...person, passwordHash, createdAt, emailVerifiedAt: createdAt } });
  await tx.organization.create({
    data: { id, name, plan, createdAt, memberships: { create: { userId: id, role: "owner", createdAt } } },
  });
  await tx.session.createMany({
    data: browsers.map(({ userAgent, ipAddress, daysAgo }) => ({
      id: randomUUID(),
      userId: id,
      organizationId: id,
      kind: "dashboard",
      createdAt: new Date(nowMs - daysAgo * dayMs),
      expiresAt: new Date(nowMs + (7 - daysAgo) * dayMs),
      ipAddress,
      userAgent,
    })),
  });
  return id;
}

const browsers = [
  {
    daysAgo: 1.3,
    ipAddress: "203.0.113.24",
    userAgent:
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  },
  {
    daysAgo: 4.8,
    ipAddress: "198.51.100.61",
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
  },
];
