import "server-only";
import { type ProductId, productOf } from "@/lib/access/catalogue";
import { managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { KeyTemplate as KeyTemplateRow, Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { afterCursor, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { resolveRights } from "./create-key";
import { requireReach } from "./key-reach";
import {
  type KeyTemplate,
  type KeyTemplateChange,
  maxKeyTemplates,
  type NewKeyTemplate,
  type TemplateSettings,
} from "./template-contract";
import { templatesOf } from "./template-reach";

/** A page of the organization's templates that the caller reaches, newest first. */
export async function listKeyTemplates(
  principal: Principal,
  { limit, cursor }: Page,
): Promise<{ data: KeyTemplate[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.keyTemplate.findMany({
    where: { AND: [templatesOf(principal), afterCursor(cursor)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(viewOf), next_cursor };
}

/** One template; 404 where there is none. */
export async function readKeyTemplate(principal: Principal, id: string): Promise<{ data: KeyTemplate }> {
  return { data: viewOf(await find(runtime().database.prisma, principal, id)) };
}

/**
 * Makes a template. 403 for rights that the caller could not hand on, 409 for a name that there is and for one more than an
 * organization may have.
 */
export function createKeyTemplate(
  principal: Principal,
  { name, settings }: NewKeyTemplate,
): Promise<{ data: KeyTemplate }> {
  const { organizationId } = principal;
  const product = productFor(principal, settings);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    await requireFree(tx, organizationId, name);
    const count = await tx.keyTemplate.count({ where: { organizationId } });
    if (count >= maxKeyTemplates) {
      throw new ApiError("conflict", `An organization has at most ${maxKeyTemplates} templates; delete one first`);
    }
    const now = new Date(runtime().clock.now());
    const row = await tx.keyTemplate.create({
      data: {
        id: newId("ktp"),
        organizationId,
        name,
        product,
        settings: stored(settings),
        createdAt: now,
        updatedAt: now,
      },
    });
    await record(tx, principal, "key_template.created", row);
    return { data: viewOf(row) };
  });
}

/** Changes a template, for keys that are made from then on. 404, 403 and 409 as for a new one. */
export function updateKeyTemplate(
  principal: Principal,
  id: string,
  { name, settings }: KeyTemplateChange,
): Promise<{ data: KeyTemplate }> {
  const product = settings && productFor(principal, settings);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const before = await hold(tx, principal, id);
    if (name !== undefined && name !== before.name) await requireFree(tx, before.organizationId, name);
    const data = onlyGiven({
      name,
      product,
      settings: settings && stored(settings),
      updatedAt: new Date(runtime().clock.now()),
    });
    const row = await tx.keyTemplate.update({ where: { id }, data });
    const changed = Object.keys(onlyGiven({ name, settings })).toSorted();
    await record(tx, principal, "key_template.updated", row, { changed });
    return { data: viewOf(row) };
  });
}

/** Deletes a template; keys that were made with it stay. 404 for one that is not there. */
export function deleteKeyTemplate(principal: Principal, id: string): Promise<void> {
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const row = await hold(tx, principal, id);
    await tx.keyTemplate.delete({ where: { id } });
    await record(tx, principal, "key_template.deleted", row);
  });
}

/** Whose keys a template makes; null where the request for the key says so. 403 for rights beyond the caller's. */
function productFor(principal: Principal, settings: TemplateSettings): ProductId | null {
  const { scopes = [], roles = [], product } = settings;
  const namesRights = scopes.length + roles.length > 0;
  if (!namesRights && product === undefined) {
    if (principal.managedProducts === undefined) return null;
    throw new ApiError("forbidden", "A management key for some products makes templates that name one of them");
  }
  // A product alone grants nothing: its scopes come with the request for the key.
  if (!namesRights && product !== undefined) {
    if (principal.kind === "management-key" && !managesProduct(principal, product)) {
      throw new ApiError("forbidden", `The calling key does not manage ${productOf(product).label}`);
    }
    return product;
  }
  const rights = resolveRights({ ...settings, name: "" });
  requireReach(principal, rights);
  return rights.product;
}

function stored(settings: TemplateSettings): Prisma.InputJsonObject {
  // What was checked is JSON.
  return onlyGiven(settings) as Prisma.InputJsonObject;
}

function viewOf({ id, name, settings, createdAt, updatedAt }: KeyTemplateRow): KeyTemplate {
  return {
    id,
    name,
    // It was checked as it was stored; what the catalogue has lost since is told all the same.
    settings: settings as TemplateSettings,
    created_at: wholeSecond(createdAt),
    updated_at: updatedAt.toISOString(),
  };
}

async function find(session: PrismaSession, principal: Principal, id: string): Promise<KeyTemplateRow> {
  const row = await session.keyTemplate.findFirst({ where: { AND: [{ id }, templatesOf(principal)] } });
  if (!row) throw new ApiError("not_found", "There is no such template");
  return row;
}

async function hold(tx: PrismaSession, principal: Principal, id: string): Promise<KeyTemplateRow> {
  await tx.$queryRaw`
    SELECT id FROM key_templates WHERE id = ${id} AND organization_id = ${principal.organizationId} FOR UPDATE`;
  return find(tx, principal, id);
}

/** Holds the organization's templates, so that neither two of a name nor one too many are made at once. */
async function requireFree(tx: PrismaSession, organizationId: string, name: string): Promise<void> {
  await lockUntilCommit(tx, `key-templates ${organizationId}`);
  const taken = await tx.keyTemplate.count({ where: { organizationId, name }, take: 1 });
  if (taken > 0) throw new ApiError("conflict", `There is a template with the name ${name} already`);
}

/** Metadata is the organization's own, and is told by no event. */
async function record(
  tx: PrismaSession,
  principal: Principal,
  type: EventType,
  { id, name, product }: KeyTemplateRow,
  more: { changed?: readonly string[] } = {},
): Promise<void> {
  const data = { template_id: id, name, product, ...more };
  await recordEvent(tx, { ...actedBy(principal), environment: "production", type, subjectId: id, data });
}
