import "server-only";
import { plainAddress } from "@/lib/access/address";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { AuditFilter } from "./contract";

/** Events of the caller's organization that match every filter; of a key with scopes, those of its environment. */
export async function conditionOf(
  { organizationId, environment, scopes }: Principal,
  { type, actor, credential, target, link, address, agent, outcome, from, to }: AuditFilter,
): Promise<Prisma.EventWhereInput> {
  return {
    organizationId,
    ...(scopes === "all" ? {} : { environment }),
    ...(type ? { type } : {}),
    ...(actor ? { actorId: actor } : {}),
    ...(credential ? { credentialId: credential } : {}),
    ...(target ? await aboutTarget(organizationId, target) : {}),
    ...(link ? { sequence: await aroundLink(organizationId, link) } : {}),
    ...(address ? { address: plainAddress(address) ?? address } : {}),
    ...(agent ? { userAgent: agent } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from || to
      ? { createdAt: { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lt: new Date(to) } : {}) } }
      : {}),
  };
}

/** What is about a target: the events that name it, and the one of the batch with which an imported key came. */
async function aboutTarget(organizationId: string, target: string): Promise<Prisma.EventWhereInput> {
  const { prisma } = runtime().database;
  const key = await prisma.apiKey.findFirst({
    where: { id: target, organizationId, importedAt: { not: null } },
    select: { importedAt: true },
  });
  if (!key?.importedAt) return { subjectId: target };
  const imports = await prisma.event.findMany({
    where: {
      organizationId,
      type: "key.imported",
      createdAt: { gte: key.importedAt },
      data: { path: ["imported_at"], equals: key.importedAt.toISOString() },
    },
    select: { id: true },
  });
  // By its identifier, so that PostgreSQL need not look through the whole log for it.
  return { OR: [{ subjectId: target }, { id: { in: imports.map(({ id }) => id) } }] };
}

/** From the last link before a place in the chain to the first after it, so that where one is missing its neighbours show. */
async function aroundLink(organizationId: string, link: number): Promise<Prisma.BigIntNullableFilter> {
  const { event } = runtime().database.prisma;
  const select = { sequence: true };
  const [before, after] = await Promise.all([
    event.findFirst({ where: { organizationId, sequence: { lt: link } }, orderBy: { sequence: "desc" }, select }),
    event.findFirst({ where: { organizationId, sequence: { gt: link } }, orderBy: { sequence: "asc" }, select }),
  ]);
  return { gte: before?.sequence ?? link, lte: after?.sequence ?? link };
}
