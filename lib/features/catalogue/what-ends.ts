import "server-only";
import { type Catalogue, type CredentialFormat, patFormat } from "@/lib/access/catalogue-snapshot";
import { liveKeys } from "@/lib/access/live-keys";
import type { PrismaSession } from "@/lib/platform/database";
import type { CatalogueEnding } from "./contract";

/** What is in use under one state of the catalogue and would not be under another. */
export async function whatEnds(
  tx: PrismaSession,
  before: Catalogue,
  after: Catalogue,
  now: Date,
): Promise<CatalogueEnding[]> {
  const found: CatalogueEnding[] = [];
  for (const format of before.formats.filter((one) => one !== patFormat && !isKept(one, after))) {
    const { product, prefix } = format;
    if (product === null) continue;
    const count = await tx.apiKey.count({ where: { product, keyPrefix: { startsWith: prefix }, ...liveKeys(now) } });
    const message = `${counted(count, "live key")} of ${product} that ${count === 1 ? "begins" : "begin"} with ${prefix} would be refused`;
    if (count > 0) found.push({ kind: "keys", id: product, count, message });
  }
  for (const [scope, { product }] of before.scopes) {
    if (after.scopes.get(scope)?.product === product || !after.products.has(product)) continue;
    const count = await tx.apiKey.count({ where: { product, scopes: { has: scope }, ...liveKeys(now) } });
    const message = `${counted(count, "live key")} would no longer hold ${scope}`;
    if (count > 0) found.push({ kind: "scope", id: scope, count, message });
  }
  for (const plan of before.planIds.filter((id) => !after.plans.has(id))) {
    const count = await tx.organization.count({ where: { plan } });
    const message = `${counted(count, "organization")} on ${plan} would count as free`;
    if (count > 0) found.push({ kind: "plan", id: plan, count, message });
  }
  return found;
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
