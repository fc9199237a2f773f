import "server-only";
import { createHash } from "node:crypto";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { operationsOf, textIn } from "@/lib/platform/openapi/openapi-document";
import type { CatalogueChange } from "./contract";

/** Where two documents differ, in the order in which they name things. */
export function changesBetween(before: CatalogueDocument, after: CatalogueDocument): CatalogueChange[] {
  return differences("", withBriefDescriptions(before), withBriefDescriptions(after));
}

/** An OpenAPI document is told by what it is called and how many operations it has: whoever reads a plan has the file. */
function withBriefDescriptions({ products, ...rest }: CatalogueDocument): object {
  if (!products) return rest;
  const briefly = Object.entries(products).map(([id, { openapi, ...product }]) => [
    id,
    openapi ? { ...product, openapi: briefOf(openapi) } : product,
  ]);
  return { ...rest, products: Object.fromEntries(briefly) as object };
}

function briefOf(openapi: NonNullable<NonNullable<CatalogueDocument["products"]>[string]["openapi"]>): string {
  const [title, version] = ["title", "version"]
    .map((name) => textIn(openapi.info, name) ?? "")
    .map((text) => text.slice(0, 60));
  const digest = createHash("sha256").update(JSON.stringify(openapi)).digest("hex");
  return `${title} ${version}, ${operationsOf(openapi).length} operations, SHA-256 ${digest}`;
}

function differences(path: string, before: unknown, after: unknown): CatalogueChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [left, right] = [membersOf(before), membersOf(after)];
  if (left && right) {
    const names = [...new Set([...left.keys(), ...right.keys()])];
    const found = names.flatMap((name) =>
      differences(path ? `${path}.${name}` : name, left.get(name), right.get(name)),
    );
    if (found.length > 0) return found;
    // The same members in another order, which pages and plans go by.
    const [was, is] = [[...left.keys()], [...right.keys()]];
    const counts = path === "products" || isOrdered(before);
    return counts ? [{ path, action: "change", before: was, after: is }] : [];
  }
  if (before === undefined) return [{ path, action: "add", after }];
  if (after === undefined) return [{ path, action: "remove", before }];
  return [{ path, action: "change", before, after }];
}

/** Members of an object, or of a list whose items have ids or names of their own; null for anything else. */
function membersOf(value: unknown): Map<string, unknown> | null {
  if (isOrdered(value)) return new Map(value.map((item) => [nameOf(item) ?? "", item]));
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : null;
}

function isOrdered(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((item) => nameOf(item) !== null);
}

function nameOf(item: unknown): string | null {
  if (typeof item !== "object" || item === null) return null;
  const name = "id" in item ? item.id : "name" in item ? item.name : null;
  return typeof name === "string" ? name : null;
}
