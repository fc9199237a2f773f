import "server-only";
import { type Principal, tenantIdOf } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { MemoryType } from "@/lib/generated/prisma/enums";
import { countedWhole } from "@/lib/http/counted-whole";
import { inOrder } from "@/lib/http/sort-columns";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { Memory, type MemoryChange, type MemoryList, type MemoryQuery, type NewMemory } from "./contract";
import { noSuchMemory, ownMemories } from "./memory-access";
import { memoryColumns } from "./memory-order";

/** A memory as the database returns it, without its search column. */
export type MemoryRow = {
  id: string;
  organizationId: string;
  content: string;
  type: MemoryType;
  metadata: unknown;
  createdAt: Date;
  updatedAt: Date;
};

/** A page of the organization's memories, newest first unless sorted otherwise. */
export async function listMemories(principal: Principal, query: MemoryQuery): Promise<MemoryList> {
  const { limit, cursor, skip = 0, type, tenantId } = query;
  const { memory } = runtime().database.prisma;
  const order = inOrder(query.sort, memoryColumns);
  const where = { ...ownMemories(principal, tenantId), ...onlyGiven({ type }) };
  const [found, counted] = await Promise.all([
    memory.findMany({ where: { AND: [where, order.after(cursor)] }, orderBy: order.orderBy, skip, take: limit + 1 }),
    countedWhole(query, () => memory.count({ where })),
  ]);
  const { rows, next_cursor } = order.pageOf(found, limit);
  return { data: rows.map((row) => toMemory(principal, row)), next_cursor, ...counted };
}

/** Creates a memory in the credential's organization and environment (document 002). */
export async function createMemory(
  principal: Principal,
  { content, type, metadata = {}, tenantId }: NewMemory,
): Promise<{ data: Memory }> {
  const { clock, database } = runtime();
  const createdAt = new Date(clock.now());
  return database.prisma.$transaction(async (tx) => {
    const row = await tx.memory.create({
      data: {
        ...ownMemories(principal, tenantId),
        id: newId("mem"),
        content,
        type,
        metadata: metadata as Prisma.InputJsonObject,
        createdAt,
        updatedAt: createdAt,
      },
    });
    await recordMemoryEvent(tx, principal, "memory.created", row);
    return { data: toMemory(principal, row) };
  });
}

/** One memory of the caller's own; 404 for any other. */
export async function getMemory(principal: Principal, id: string, tenantId?: string): Promise<{ data: Memory }> {
  const row = await runtime().database.prisma.memory.findFirst({ where: { id, ...ownMemories(principal, tenantId) } });
  if (!row) throw noSuchMemory();
  return { data: toMemory(principal, row) };
}

/** Changes what is named of a memory of the caller's own; 404 for any other. */
export async function updateMemory(
  principal: Principal,
  id: string,
  { content, type, metadata, tenantId }: MemoryChange,
): Promise<{ data: Memory }> {
  const { clock, database } = runtime();
  return database.prisma.$transaction(async (tx) => {
    const [row] = await tx.memory.updateManyAndReturn({
      where: { id, ...ownMemories(principal, tenantId) },
      data: {
        ...onlyGiven({ content, type, metadata: metadata as Prisma.InputJsonObject | undefined }),
        updatedAt: new Date(clock.now()),
      },
    });
    if (!row) throw noSuchMemory();
    await recordMemoryEvent(tx, principal, "memory.updated", row);
    return { data: toMemory(principal, row) };
  });
}

/** Deletes a memory of the caller's own; 404 for any other. */
export async function deleteMemory(principal: Principal, id: string, tenantId?: string): Promise<void> {
  await runtime().database.prisma.$transaction(async (tx) => {
    const own = { id, ...ownMemories(principal, tenantId) };
    const known = await tx.memory.findFirst({ where: own });
    const { count } = await tx.memory.deleteMany({ where: own });
    if (!known || count === 0) throw noSuchMemory();
    await recordMemoryEvent(tx, principal, "memory.deleted", known);
  });
}

/** Tells that there is something, not what: a memory's content may be personal, and receivers can read it with a key. */
async function recordMemoryEvent(
  tx: PrismaSession,
  principal: Principal,
  type: "memory.created" | "memory.updated" | "memory.deleted",
  row: MemoryRow,
): Promise<void> {
  const data = { memory_id: row.id, type: row.type, tenant_id: tenantIdOf(principal) };
  await recordEvent(tx, { ...actedBy(principal), type, subjectId: row.id, data });
}

/** A memory of the caller's organization as the API shows it. */
export function toMemory(principal: Principal, row: MemoryRow): Memory {
  return {
    id: row.id,
    tenantId: tenantIdOf(principal),
    content: row.content,
    type: row.type,
    metadata: Memory.shape.metadata.parse(row.metadata),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
