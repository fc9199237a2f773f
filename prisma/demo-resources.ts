import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Environment } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoMemory } from "./demo-memories";
import type { DemoPrompt } from "./demo-prompts";
import type { DemoRandom } from "./demo-random";

/** Whose resources are written, and when the organization began. Without a maker it is a personal one, which carries its user's id. */
export type ResourceOwner = { id: string; nowMs: number; ageDays: number; makerId?: string };

/** Stores prompts with all their versions, spread over the organization's time; every fifth is still in development. */
export async function writePrompts(
  tx: PrismaSession,
  { id: organizationId, nowMs, ageDays, makerId = organizationId }: ResourceOwner,
  prompts: readonly DemoPrompt[],
  random: DemoRandom,
): Promise<void> {
  const rows = prompts.map((prompt, index) => {
    const environment: Environment = index % 5 === 4 ? "development" : "production";
    const createdMs = nowMs - ageDays * dayMs * (0.1 + 0.85 * random.next());
    const createdAt = prompt.versions.map(
      (_, version) =>
        new Date(createdMs + ((nowMs - createdMs) * version * (0.6 + 0.4 * random.next())) / prompt.versions.length),
    );
    return { ...prompt, id: newId("prm"), createdAt, environment };
  });
  await tx.prompt.createMany({
    data: rows.map((row) => ({
      id: row.id,
      organizationId,
      createdById: makerId,
      environment: row.environment,
      name: row.name,
      description: row.description,
      visibility: row.isPublic && row.environment === "production" ? "public" : "private",
      latestVersion: row.versions.length,
      createdAt: row.createdAt[0] ?? new Date(nowMs),
      updatedAt: row.createdAt.at(-1) ?? new Date(nowMs),
    })),
  });
  await tx.promptVersion.createMany({
    data: rows.flatMap((row) =>
      row.versions.map((content, index) => ({
        promptId: row.id,
        version: index + 1,
        content,
        createdById: makerId,
        createdAt: row.createdAt[index] ?? new Date(nowMs),
      })),
    ),
  });
}

/** Stores memories, spread over the last 90 days; every tenth is in development. */
export async function writeMemories(
  tx: PrismaSession,
  { id: organizationId, nowMs, ageDays }: ResourceOwner,
  memories: readonly DemoMemory[],
  random: DemoRandom,
): Promise<void> {
  await tx.memory.createMany({
    data: memories.map(({ type, content }, index) => {
      const createdAt = new Date(nowMs - Math.min(ageDays, 90) * dayMs * random.next());
      const environment = index % 10 === 9 ? "development" : "production";
      return { id: newId("mem"), organizationId, environment, type, content, createdAt, updatedAt: createdAt };
    }),
  });
}
