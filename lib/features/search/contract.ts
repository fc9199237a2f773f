import { z } from "zod";
import { roleIds } from "@/lib/access/catalogue";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";

/** What the search over everything finds. */
export const foundKinds = ["api-key", "prompt", "member"] as const;

/** The most of one kind that a search shows. */
export const shownOfKind = 5;

export const SearchRequest = z.strictObject({
  query: z.string().trim().min(1, "must not be empty").max(200, "must have at most 200 characters"),
});
export type SearchRequest = z.output<typeof SearchRequest>;

export const Found = z.object({
  kind: z.enum(foundKinds),
  id: z.string(),
  name: z.string(),
  /** What tells it from others of the same name: a key's hint, an address. */
  note: z.string(),
});
export type Found = z.output<typeof Found>;

export const SearchAnswer = z.object({
  data: z.array(Found),
  /** What the reader is in the organization by now, which the page may have been drawn before. */
  role: z.enum(roleIds),
});
export type SearchAnswer = z.output<typeof SearchAnswer>;

/** The search travels in the body: what people type may be a secret, and addresses are logged. */
export const searchContract = defineDashboardContract({
  method: "POST",
  readsOnly: true,
  path: "/api/dashboard/search",
  summary: "Things of the organization by name, as far as the reader may see them",
  body: SearchRequest,
  success: { status: 200, body: SearchAnswer },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [searchContract];
