import "server-only";
import { isPlanId, limitsOf, type PlanId, productOf } from "@/lib/access/catalogue";
import { inPool } from "@/lib/access/key-lineage";
import { readLimitOverrides } from "@/lib/access/limit-overrides";
import { dayMs } from "@/lib/access/limit-windows";
import { runtime } from "@/lib/access/runtime";
import type { Organization as OrganizationRow } from "@/lib/generated/prisma/client";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { foldedEmail } from "@/lib/platform/email-address";
import { onlyGiven } from "@/lib/platform/only-given";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { wholeSecond } from "@/lib/platform/whole-second";
import { operator } from "@/lib/tenancy/events";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import { stateSql } from "@/lib/tenancy/live-keys";
import { allowsOverrides, changePlan } from "@/lib/tenancy/plan-change";
import { actorOf, type Changer } from "./administrate-user";
import type {
  AdminOrganization,
  AdminOrganizationDetail,
  AdminOrganizationQuery,
  OrganizationChange,
} from "./contract";
import { limitedProductIds } from "./contract";

// Everything here crosses tenants: it is for instance admins alone, which every contract that leads here demands.

const shownPeople = 100;
const usageDays = 30;

/** A page of the deployment's organizations, newest first. */
export async function listOrganizations({
  search,
  plan,
  limit,
  cursor,
}: AdminOrganizationQuery): Promise<{ data: AdminOrganization[]; next_cursor: string | null }> {
  const { database } = runtime();
  const matching = search
    ? {
        OR: [
          { id: search },
          await nameHolding(database.pool, search),
          { memberships: { some: { user: { email: containing(search) } } } },
          { memberships: { some: { user: { email: foldedEmail(search) } } } },
        ],
      }
    : {};
  const found = await database.prisma.organization.findMany({
    where: { AND: [matching, plan ? { plan } : {}, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: await describe(rows), next_cursor };
}

/** An organization with its limits and members; 404 when there is none. */
export async function getOrganization(id: string): Promise<{ data: AdminOrganizationDetail }> {
  const { prisma } = runtime().database;
  const row = await prisma.organization.findUnique({ where: { id } });
  const [organization] = row ? await describe([row]) : [];
  if (!row || !organization) throw noSuchOrganization();
  const members = await prisma.membership.findMany({
    where: { organizationId: id },
    include: { user: true },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    take: shownPeople,
  });
  const overrides = readLimitOverrides(row.limitOverrides);
  return {
    data: {
      ...organization,
      overridable: allowsOverrides(organization.plan),
      limits: limitedProductIds().map((product) => ({
        product,
        label: productOf(product).label,
        plan: limitsOf(product, organization.plan),
        override: overrides?.[product] ?? null,
      })),
      people: members.map(({ user, role }) => ({ id: user.id, email: user.email, name: user.name, role })),
    },
  };
}

/** Sets plan and limits; 400 for limits on a plan that takes none (contract section 1), 404 for an unknown organization. */
export async function changeOrganization(
  changer: Changer,
  id: string,
  { plan, limits }: OrganizationChange,
): Promise<{ data: AdminOrganizationDetail }> {
  const outcome = await changePlan(id, onlyGiven({ plan, limits }), actorOf(changer), async (tx) => {
    if (changer !== operator) await holdCaller(tx, changer);
  });
  if (outcome === "no-organization") throw noSuchOrganization();
  if (outcome === "no-overrides-on-plan") {
    throw invalidField("limits", "can be set for organizations on the Enterprise plan only");
  }
  return getOrganization(id);
}

function noSuchOrganization(): ApiError {
  return new ApiError("not_found", "There is no such organization");
}

type Figures = { members: number; keys: number; requests: number };

async function describe(rows: readonly OrganizationRow[]): Promise<AdminOrganization[]> {
  const figures = await readFigures(rows.map(({ id }) => id));
  return rows.map((row) => {
    const overrides = readLimitOverrides(row.limitOverrides);
    const { members = 0, keys = 0, requests = 0 } = figures.get(row.id) ?? {};
    return {
      id: row.id,
      name: row.name,
      plan: planOfRow(row),
      created_at: wholeSecond(row.createdAt),
      members,
      active_keys: keys,
      requests_30d: requests,
      overridden: limitedProductIds().filter((product) => overrides?.[product]),
    };
  });
}

const figuresSql = `
  SELECT id,
         (SELECT count(*) FROM memberships WHERE organization_id = wanted.id) AS members,
         (SELECT count(*) FROM api_keys k WHERE k.organization_id = wanted.id
             AND ${stateSql("k", { at: "$3::timestamptz", stopped: "$4::text[]", suspended: "$5::text[]" })} = 'active') AS keys,
         (SELECT coalesce(sum(requests), 0)::bigint FROM usage_days
           WHERE organization_id = wanted.id AND bucket_start >= $2::timestamptz) AS requests
    FROM unnest($1::text[]) AS wanted (id)`;

/** Counts of many organizations in one statement, after what it takes to know which of their keys work. */
async function readFigures(ids: readonly string[]): Promise<Map<string, Figures>> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  const from = new Date((Math.floor(now.getTime() / dayMs) - usageDays + 1) * dayMs);
  const ask = inPool(database.pool);
  const { stoppedIds, suspendedIds } = await readElsewhere(ask, ids, now);
  const rows = await ask<{ id: string; members: string; keys: string; requests: string }>(figuresSql, [
    ids,
    from.toISOString(),
    now.toISOString(),
    stoppedIds,
    suspendedIds,
  ]);
  return new Map(
    rows.map(({ id, members, keys, requests }) => [
      id,
      { members: Number(members), keys: Number(keys), requests: Number(requests) },
    ]),
  );
}

function planOfRow({ plan }: { plan: string }): PlanId {
  return isPlanId(plan) ? plan : "free";
}
