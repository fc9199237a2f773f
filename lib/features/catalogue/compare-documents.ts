import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import type { CatalogueChange } from "./contract";

/** Where two documents differ, in the order in which they name things. */
export function changesBetween(before: CatalogueDocument, after: CatalogueDocument): CatalogueChange[] {
  return differences("", before, after);
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
