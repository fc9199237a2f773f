import "server-only";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { newestFirst } from "@/lib/http/pagination";
import { liveKeys } from "@/lib/tenancy/live-keys";
import type { RemainingKey } from "./password-contract";

/** As many as a page shows at once; the list of keys has them all. */
const shown = 50;

/** The live keys with scopes that a user made, in every organization they are a member of: a changed password leaves them. */
export async function remainingKeys({ userId }: UserPrincipal): Promise<{ data: RemainingKey[] }> {
  const { clock, database } = runtime();
  const keys = await database.prisma.apiKey.findMany({
    where: {
      createdById: userId,
      organization: { memberships: { some: { userId } } },
      scopes: { isEmpty: false },
      AND: liveKeys(new Date(clock.now())),
    },
    orderBy: newestFirst,
    take: shown,
    include: { organization: { select: { name: true } } },
  });
  const data = keys.map(({ id, name, secretHint, organization }) => ({
    id,
    name,
    hint: secretHint,
    organization: organization.name,
  }));
  return { data };
}
