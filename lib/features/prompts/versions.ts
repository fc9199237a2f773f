import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { PromptVersion as VersionRow } from "@/lib/generated/prisma/client";
import type { Visibility } from "@/lib/generated/prisma/enums";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { variablesOf } from "@/lib/platform/text-template.mjs";
import { wholeSecond } from "@/lib/platform/whole-second";
import { maxVersions, type PromptVersion } from "./contract";
import { noSuchPrompt, noSuchVersion, ownPrompts, readablePrompts } from "./prompt-access";
import { recordPromptEvent } from "./prompt-events";

/** A page of a prompt's versions, highest number first; 404 unless the caller may read the prompt. */
export async function listVersions(
  principal: Principal | null,
  id: string,
  { limit, cursor }: Page,
): Promise<{ data: PromptVersion[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.prompt.findFirst({
    where: { AND: [{ id }, readablePrompts(principal)] },
    select: {
      versions: {
        where: cursor === undefined ? {} : { version: { lt: versionBefore(cursor) } },
        orderBy: { version: "desc" },
        take: limit + 1,
      },
    },
  });
  if (!found) throw noSuchPrompt();
  // Their number is their place in the list, not their time.
  const { rows, next_cursor } = pageOf(
    found.versions.map((row) => ({ ...row, id: String(row.version) })),
    limit,
  );
  return { data: rows.map(toVersion), next_cursor };
}

/** One version's text; 404 unless the caller may read the prompt. */
export async function getVersion(principal: Principal | null, id: string, version: number): Promise<PromptVersion> {
  const row = await runtime().database.prisma.promptVersion.findFirst({
    where: { promptId: id, version, prompt: readablePrompts(principal) },
  });
  if (!row) throw noSuchVersion();
  return toVersion(row);
}

/**
 * Adds the next version to a prompt of the caller's own; 404 for any other. Counting up and inserting are one
 * statement. The row lock hands out the numbers one by one, and a failed insert takes its number back.
 */
export async function createVersion(principal: Principal, id: string, content: string): Promise<PromptVersion> {
  const { clock, database } = runtime();
  const { organizationId, environment } = ownPrompts(principal);
  const at = new Date(clock.now());
  return database.prisma.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<(VersionRow & { name: string; visibility: Visibility })[]>`
      WITH numbered AS (
        UPDATE prompts SET latest_version = latest_version + 1, updated_at = ${at}
        WHERE id = ${id} AND organization_id = ${organizationId} AND environment = ${environment}
          AND latest_version < ${maxVersions}
        RETURNING id, latest_version, name, visibility
      ), added AS (
        INSERT INTO prompt_versions (prompt_id, version, content, created_by_id, created_at)
        SELECT id, latest_version, ${content}, ${principal.userId}, ${at} FROM numbered
        RETURNING prompt_id, version, content, created_at
      )
      SELECT prompt_id AS "promptId", version, content, created_at AS "createdAt", name, visibility
      FROM added JOIN numbered ON numbered.id = prompt_id`;
    if (!row) throw await whyNoVersion(tx, principal, id);
    const { version: latestVersion, name, visibility } = row;
    await recordPromptEvent(tx, principal, "prompt.version.created", { id, name, visibility, latestVersion });
    return toVersion(row);
  });
}

/** Why no version was added: the prompt is not the caller's, or has as many as it may. */
async function whyNoVersion(tx: PrismaSession, principal: Principal, id: string): Promise<ApiError> {
  const own = await tx.prompt.count({ where: { id, ...ownPrompts(principal) } });
  if (own === 0) return noSuchPrompt();
  return new ApiError("conflict", `A prompt has at most ${maxVersions} versions`);
}

function versionBefore(cursor: string): number {
  const version = Number(decodeCursor(cursor).id);
  if (!Number.isInteger(version) || version < 1 || version > 2_147_483_647) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return version;
}

function toVersion(row: Pick<VersionRow, "promptId" | "version" | "content" | "createdAt">): PromptVersion {
  return {
    prompt_id: row.promptId,
    version: row.version,
    content: row.content,
    variables: variablesOf(row.content),
    created_at: wholeSecond(row.createdAt),
  };
}
