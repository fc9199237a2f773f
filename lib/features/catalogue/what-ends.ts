import "server-only";
import { type Catalogue, type CredentialFormat, patFormat } from "@/lib/access/catalogue-snapshot";
import { covers } from "@/lib/access/scope-grants";
import type { PrismaSession } from "@/lib/platform/database";
import { liveKeys, liveSql } from "@/lib/tenancy/live-keys";
import type { CatalogueEnding } from "./contract";

/** What is in use under one state of the catalogue and would not be under another. */
export async function whatEnds(
  tx: PrismaSession,
  before: Catalogue,
  after: Catalogue,
  now: Date,
): Promise<CatalogueEnding[]> {
  const found: CatalogueEnding[] = [];
  for (const product of [...before.products.keys()].filter((id) => !after.products.has(id))) {
    const count = await tx.apiKey.count({ where: { product, ...liveKeys(now) } });
    const message = `${counted(count, "live key")} of ${product} would be refused`;
    if (count > 0) found.push({ kind: "keys", id: product, count, message });
  }
  for (const format of before.formats.filter((one) => one !== patFormat && !isKept(one, after))) {
    const { product, prefix } = format;
    if (product === null || !after.products.has(product)) continue;
    // What was imported is known by its hash, whatever it begins with.
    const count = await tx.apiKey.count({
      where: { product, importedAt: null, keyPrefix: { startsWith: prefix }, ...liveKeys(now) },
    });
    const message = `${counted(count, "live key")} of ${product} that ${count === 1 ? "begins" : "begin"} with ${prefix} would be refused`;
    if (count > 0) found.push({ kind: "keys", id: product, count, message });
  }
  for (const [scope, { product }] of before.scopes) {
    if (after.scopes.get(scope)?.product === product || !after.products.has(product)) continue;
    const count = await countHolders(tx, { product, scope }, now);
    const message = `${counted(count, "live key")} would no longer hold ${scope}`;
    if (count > 0) found.push({ kind: "scope", id: scope, count, message });
  }
  for (const [grant, scopes] of before.roles) {
    const [product = "", role = ""] = grant.split(":").slice(1);
    const lost = lostBy(grant, scopes, after);
    if (lost.length === 0 || !after.products.has(product)) continue;
    const count = await tx.apiKey.count({ where: { product, scopes: { has: grant }, ...liveKeys(now) } });
    const holders = `${counted(count, "live key")} with the role ${role} of ${product}`;
    const message = `${holders} would no longer hold ${lost.join(", ")} by it`;
    if (count > 0) found.push({ kind: "role", id: role, count, message });
  }
  for (const plan of before.planIds.filter((id) => !after.plans.has(id))) {
    const count = await tx.organization.count({ where: { plan } });
    const message = `${counted(count, "organization")} on ${plan} would count as free`;
    if (count > 0) found.push({ kind: "plan", id: plan, count, message });
  }
  return found;
}

/** What a role no longer stands for: all of its scopes where it is gone. */
function lostBy(grant: string, before: readonly string[], after: Catalogue): string[] {
  const kept = after.roles.get(grant) ?? [];
  return before.filter((scope) => !covers(kept, scope, after));
}

/** How many live keys hold a scope, and of one with resources for all or for single ones. */
async function countHolders(
  tx: PrismaSession,
  { product, scope }: { product: string; scope: string },
  now: Date,
): Promise<number> {
  if (!scope.endsWith(":*")) {
    return tx.apiKey.count({ where: { product, scopes: { has: scope }, ...liveKeys(now) } });
  }
  const base = scope.slice(0, -1);
  const [found] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM api_keys
     WHERE product = ${product} AND ${liveSql(now)}
       AND EXISTS (SELECT 1 FROM unnest(scopes) held WHERE starts_with(held, ${base}))`;
  return found?.count ?? 0;
}

function isKept(format: CredentialFormat, after: Catalogue): boolean {
  return after.formats.some(
    ({ prefix, randomLength, product, environment }) =>
      prefix === format.prefix &&
      randomLength === format.randomLength &&
      product === format.product &&
      environment === format.environment,
  );
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
