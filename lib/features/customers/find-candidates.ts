import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { type Candidate, type CandidateQuery, offeredCandidates } from "./member-contract";

/** Members of the organization who act for no customer, by part of their name or address; with an `id`, that member alone. */
export async function findCandidates(
  { organizationId }: Principal,
  { search, id }: CandidateQuery,
): Promise<{ data: Candidate[] }> {
  const { pool, prisma } = runtime().database;
  const isNamed = search ? { OR: [await nameHolding(pool, search), { email: containing(search) }] } : {};
  const among = id === undefined ? { organizationId, customer: null } : { organizationId, userId: id };
  const data = await prisma.user.findMany({
    where: { memberships: { some: among }, ...isNamed },
    select: { id: true, name: true, email: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: offeredCandidates,
  });
  return { data };
}
