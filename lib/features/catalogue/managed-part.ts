import "server-only";
import { productOf } from "@/lib/access/catalogue";
import type { CatalogueDocument } from "@/lib/access/catalogue-document";
import { managesProduct, type Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";
import { operator } from "@/lib/tenancy/events";

/** Who sees or changes a document: a caller, or the operator by a command, who sees all. */
export type Viewer = Principal | typeof operator;

/** A caller who has to do with some products alone. */
function isBound(viewer: Viewer): viewer is Principal {
  return viewer !== operator && viewer.managedProducts !== undefined;
}

/** What a caller sees of a document: all of it, or what it says of the products that a management key manages. */
export function seenPart(viewer: Viewer, document: CatalogueDocument): CatalogueDocument {
  if (!isBound(viewer)) return document;
  const products = Object.entries(document.products ?? {}).filter(([id]) => managesProduct(viewer, id));
  return { version: document.version, ...(products.length > 0 ? { products: Object.fromEntries(products) } : {}) };
}

/**
 * The whole document that a caller's means. What a management key for some products says takes the place of what was
 * said of these, and all else stays. 403 where it speaks of plans, branding or other products.
 */
export function wholeOf(viewer: Viewer, before: CatalogueDocument, part: CatalogueDocument): CatalogueDocument {
  if (!isBound(viewer)) return part;
  if (part.branding) throw new ApiError("forbidden", "The calling key manages products, and branding belongs to none");
  if (part.plans) throw new ApiError("forbidden", "The calling key manages products, and plans belong to none");
  const foreign = Object.keys(part.products ?? {}).find((id) => !managesProduct(viewer, id));
  if (foreign !== undefined) {
    throw new ApiError("forbidden", `The calling key does not manage ${productOf(foreign).label}`);
  }
  const said = new Map(Object.entries(part.products ?? {}));
  const kept = Object.entries(before.products ?? {}).flatMap(([id, entry]) => {
    const own = said.get(id);
    said.delete(id);
    if (!managesProduct(viewer, id)) return [[id, entry] as const];
    return own ? [[id, own] as const] : [];
  });
  const products = [...kept, ...said];
  const { products: _before, ...rest } = before;
  return products.length > 0 ? { ...rest, products: Object.fromEntries(products) } : rest;
}
