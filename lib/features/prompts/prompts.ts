import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, Prompt as PromptRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { countedWhole } from "@/lib/http/counted-whole";
import { inOrder } from "@/lib/http/sort-columns";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { nameHolding } from "@/lib/platform/text-search";
import { variablesOf } from "@/lib/platform/text-template.mjs";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import {
  maxPrompts,
  type NewPrompt,
  type Prompt,
  type PromptChange,
  type PromptList,
  type PromptQuery,
  type PromptWithContent,
} from "./contract";
import { noSuchPrompt, ownPrompts, publishedPrompts, readablePrompts } from "./prompt-access";
import { recordPromptEvent } from "./prompt-events";
import { promptColumns } from "./prompt-order";

const withLatestVersion = {
  versions: { orderBy: { version: "desc" }, take: 1 },
} satisfies Prisma.PromptInclude;

/** A page of the organization's prompts, newest first unless sorted otherwise; of everyone's published ones for a caller without a credential (contract section 9). */
export async function listPrompts(principal: Principal | null, query: PromptQuery): Promise<PromptList> {
  const listed = principal ? ownPrompts(principal) : publishedPrompts;
  const { prisma, pool } = runtime().database;
  const { limit, cursor, skip = 0, visibility, q } = query;
  const order = inOrder(query.sort, promptColumns);
  const where = { AND: [listed, onlyGiven({ visibility }), q ? await nameHolding(pool, q) : {}] };
  const [found, counted] = await Promise.all([
    prisma.prompt.findMany({
      where: { AND: [where, order.after(cursor)] },
      orderBy: order.orderBy,
      skip,
      take: limit + 1,
    }),
    countedWhole(query, () => prisma.prompt.count({ where })),
  ]);
  const { rows, next_cursor } = order.pageOf(found, limit);
  return { data: rows.map(toPrompt), next_cursor, ...counted };
}

/** Creates a prompt in the credential's organization and environment, with version 1 where it comes with content (document 001). */
export async function createPrompt(
  principal: Principal,
  { content, ...prompt }: NewPrompt,
): Promise<PromptWithContent> {
  const { clock, database } = runtime();
  const createdAt = new Date(clock.now());
  const createdById = principal.userId;
  return database.prisma.$transaction(async (tx) => {
    const owner = ownPrompts(principal);
    await lockUntilCommit(tx, `prompts ${owner.organizationId} ${owner.environment}`);
    if ((await tx.prompt.count({ where: owner })) >= maxPrompts) {
      throw new ApiError("conflict", `An organization has at most ${maxPrompts} prompts; delete one first`);
    }
    const row = await tx.prompt.create({
      data: {
        ...prompt,
        ...owner,
        id: newId("prm"),
        createdById,
        createdAt,
        updatedAt: createdAt,
        ...(content === undefined
          ? {}
          : { latestVersion: 1, versions: { create: { version: 1, content, createdById, createdAt } } }),
      },
      include: withLatestVersion,
    });
    await recordPromptEvent(tx, principal, "prompt.created", row);
    return toPromptWithContent(row);
  });
}

/** A prompt with its latest text; 404 unless the caller may read it. */
export async function getPrompt(principal: Principal | null, id: string): Promise<PromptWithContent> {
  const row = await runtime().database.prisma.prompt.findFirst({
    where: { AND: [{ id }, readablePrompts(principal)] },
    include: withLatestVersion,
  });
  if (!row) throw noSuchPrompt();
  return toPromptWithContent(row);
}

/** A prompt of the caller's own with its latest text, for the page that changes it; 404 for any other, published or not. */
export async function getOwnPrompt(principal: Principal, id: string): Promise<PromptWithContent> {
  const row = await runtime().database.prisma.prompt.findFirst({
    where: { id, ...ownPrompts(principal) },
    include: withLatestVersion,
  });
  if (!row) throw noSuchPrompt();
  return toPromptWithContent(row);
}

/** Changes what is named of a prompt of the caller's own; 404 for any other. */
export async function updatePrompt(principal: Principal, id: string, change: PromptChange): Promise<PromptWithContent> {
  const { clock, database } = runtime();
  await database.prisma.$transaction(async (tx) => {
    const [changed] = await tx.prompt.updateManyAndReturn({
      where: { id, ...ownPrompts(principal) },
      data: { ...onlyGiven(change), updatedAt: new Date(clock.now()) },
    });
    if (!changed) throw noSuchPrompt();
    await recordPromptEvent(tx, principal, "prompt.updated", changed);
  });
  return getPrompt(principal, id);
}

/** Deletes a prompt of the caller's own with all its versions; 404 for any other. */
export async function deletePrompt(principal: Principal, id: string): Promise<void> {
  await runtime().database.prisma.$transaction(async (tx) => {
    const own = { id, ...ownPrompts(principal) };
    const known = await tx.prompt.findFirst({ where: own });
    const { count } = await tx.prompt.deleteMany({ where: own });
    if (!known || count === 0) throw noSuchPrompt();
    await recordPromptEvent(tx, principal, "prompt.deleted", known);
  });
}

function toPrompt(row: PromptRow): Prompt {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    visibility: row.visibility,
    latest_version: row.latestVersion,
    created_at: wholeSecond(row.createdAt),
    updated_at: row.updatedAt.toISOString(),
  };
}

function toPromptWithContent(row: Prisma.PromptGetPayload<{ include: typeof withLatestVersion }>): PromptWithContent {
  const [latest] = row.versions;
  // Both from the version that was read: one that is added between the two reads must not be half of the answer.
  return {
    ...toPrompt(row),
    latest_version: latest?.version ?? 0,
    content: latest?.content ?? null,
    variables: variablesOf(latest?.content ?? ""),
  };
}
