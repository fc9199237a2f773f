import { z } from "zod";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { decidedBy, seenBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { labelOf } from "@/lib/http/name";
import { listOf } from "@/lib/http/page";
import { Instant } from "@/lib/http/timestamp";

const Revision = z.number().int().min(0);
const Note = labelOf(200);

/** One state of what the operator says of the catalogue. */
export const CatalogueRevision = z.object({
  /** 0: nothing was ever said, and what is shipped counts alone. */
  revision: Revision,
  note: z.string(),
  made_at: Instant.nullable(),
  /** The administrator, or the management key; null for revision 0, for a command of the operator, and where the user is gone. */
  made_by: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type CatalogueRevision = z.output<typeof CatalogueRevision>;

/** The same with the document itself. */
export const CatalogueState = CatalogueRevision.extend({ document: CatalogueDocument });
export type CatalogueState = z.output<typeof CatalogueState>;

/** One place in which two documents differ; what one of them does not have is absent. */
export const CatalogueChange = z.object({
  path: z.string(),
  action: z.enum(["add", "change", "remove"]),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type CatalogueChange = z.output<typeof CatalogueChange>;

/** What lives now and would no longer, or less: nothing of it is deleted, and an earlier document brings it back. */
export const CatalogueEnding = z.object({
  kind: z.enum(["keys", "scope", "role", "plan"]),
  /** The product, scope, role or plan that goes or gives less. */
  id: z.string(),
  /** How many keys or organizations it concerns. */
  count: z.number().int(),
  message: z.string(),
});
export type CatalogueEnding = z.output<typeof CatalogueEnding>;

export const CataloguePlan = z.object({
  /** The revision that it was compared with. */
  base: Revision,
  changes: z.array(CatalogueChange),
  ends: z.array(CatalogueEnding),
});
export type CataloguePlan = z.output<typeof CataloguePlan>;

export const AppliedCatalogue = CataloguePlan.extend({
  /** What counts now; the base where nothing was to change. */
  revision: Revision,
});
export type AppliedCatalogue = z.output<typeof AppliedCatalogue>;

export const NewCatalogue = z.strictObject({
  document: CatalogueDocument,
  /** The revision that the document was made from: 409 where another one counts by now. */
  base: Revision.optional(),
  /** Why, for the history. */
  note: Note.default(""),
  /** Go on although keys, scopes or plans in use end; without it that is a 409 that names them. */
  allow_ending: z.boolean().default(false),
});
export type NewCatalogue = z.output<typeof NewCatalogue>;

export const getCatalogueContract = defineContract({
  ...seenBy("manage:catalogue:read"),
  dashboard: true,
  method: "GET",
  path: "/api/v1/catalogue",
  summary: "What the operator adds to the shipped catalogue, and its revision",
  success: { status: 200, body: z.object({ data: CatalogueState }), framed: true },
});

export const putCatalogueContract = defineContract({
  ...decidedBy("manage:catalogue:write"),
  dashboard: true,
  method: "PUT",
  path: "/api/v1/catalogue",
  refuses: [409],
  summary: "Put another document in its place; it counts from the next decision, in every process",
  body: NewCatalogue,
  success: { status: 200, body: z.object({ data: AppliedCatalogue }), framed: true },
});

export const planCatalogueContract = defineContract({
  ...seenBy("manage:catalogue:read"),
  dashboard: true,
  readsOnly: true,
  method: "POST",
  path: "/api/v1/catalogue/plan",
  summary: "What a document would change, and what would end; nothing is changed",
  body: z.strictObject({ document: CatalogueDocument }),
  success: { status: 200, body: z.object({ data: CataloguePlan }), framed: true },
});

export const RevisionQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Revisions below this one: what the page before gave. */
  cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});

export const listRevisionsContract = defineContract({
  ...seenBy("manage:catalogue:read"),
  dashboard: true,
  method: "GET",
  path: "/api/v1/catalogue/revisions",
  summary: "Every state of the catalogue's document, newest first",
  query: RevisionQuery,
  success: { status: 200, body: listOf(CatalogueRevision), framed: true },
});

export const getRevisionContract = defineContract({
  ...seenBy("manage:catalogue:read"),
  dashboard: true,
  method: "GET",
  path: "/api/v1/catalogue/revisions/{revision}",
  summary: "One state of the catalogue's document",
  params: z.object({ revision: z.string() }),
  success: { status: 200, body: z.object({ data: CatalogueState }), framed: true },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  getCatalogueContract,
  putCatalogueContract,
  planCatalogueContract,
  listRevisionsContract,
  getRevisionContract,
];
