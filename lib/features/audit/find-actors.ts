import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { type Actor, type ActorQuery, offeredValues } from "./contract";
import { absentActor, namePeople } from "./describe-events";

/** Members by part of their name or address; with an `id`, who that actor is. */
export async function findActors(principal: Principal, { search, id }: ActorQuery): Promise<{ data: Actor[] }> {
  const { organizationId } = principal;
  if (id !== undefined) return { data: [(await namePeople(organizationId, [id])).get(id) ?? absentActor(id)] };
  const { pool, prisma } = runtime().database;
  const isNamed = search ? { OR: [await nameHolding(pool, search), { email: containing(search) }] } : {};
  const data = await prisma.user.findMany({
    where: { memberships: { some: { organizationId } }, ...isNamed },
    select: { id: true, name: true, email: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: offeredValues,
  });
  return { data };
}
