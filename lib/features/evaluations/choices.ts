import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { newestFirst } from "@/lib/http/pagination";
import { nameHolding } from "@/lib/platform/text-search";
import { type ChoiceQuery, type EvaluationChoice, offeredChoices } from "./contract";

/** What an evaluation can be about and matches, newest first: prompts with a version, datasets with rows. */
export async function findChoices(
  { organizationId, environment }: Principal,
  { of, search, id }: ChoiceQuery,
): Promise<{ data: EvaluationChoice[] }> {
  const { pool, prisma } = runtime().database;
  const wanted = { organizationId, environment, ...(id === undefined ? {} : { id }) };
  const isNamed = search ? await nameHolding(pool, search) : {};
  const first = { orderBy: newestFirst, take: offeredChoices };
  if (of === "prompts") {
    const found = await prisma.prompt.findMany({
      where: { ...wanted, ...isNamed, latestVersion: { gt: 0 } },
      ...first,
    });
    return { data: found.map(({ id, name, latestVersion }) => ({ id, name, count: latestVersion })) };
  }
  const found = await prisma.dataset.findMany({ where: { ...wanted, ...isNamed, rowCount: { gt: 0 } }, ...first });
  return { data: found.map(({ id, name, rowCount }) => ({ id, name, count: rowCount })) };
}
