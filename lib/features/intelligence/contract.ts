import { z } from "zod";
import { MemoryType } from "@/lib/generated/prisma/enums";
import { apiV1Callers, type Contract, defineContract } from "@/lib/http/contract";
import { RangeEnd, RangeStart } from "@/lib/http/moment";
import { Instant } from "@/lib/http/timestamp";
import { isInOrder, outOfOrder } from "@/lib/platform/span-order";

const MemoryId = z.string().min(1).max(200);
/** Where given, the caller's own tenant; else 403 TENANT_MISMATCH. */
const TenantId = z.string().max(200).optional();
const count = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual);

export const RelatedRequest = z
  .strictObject({
    memoryId: MemoryId.optional(),
    text: z.string().trim().min(1, "must not be empty").max(100_000, "must have at most 100,000 characters").optional(),
    limit: count(50, 10),
    type: z.enum(MemoryType).optional(),
    tenantId: TenantId,
  })
  .refine(({ memoryId, text }) => (memoryId === undefined) !== (text === undefined), {
    path: ["memoryId"],
    message: "name either memoryId or text",
  });
export type RelatedRequest = z.output<typeof RelatedRequest>;

export const RelatedMemory = z.object({
  id: z.string(),
  content: z.string(),
  type: z.enum(MemoryType),
  createdAt: Instant,
  /** Cosine of the two texts' TF-IDF vectors: 0 has nothing in common, 1 has the same words. */
  score: z.number(),
  /** The words that speak most for it. */
  sharedTerms: z.array(z.string()),
});
export type RelatedMemory = z.output<typeof RelatedMemory>;

export const TopicsRequest = z
  .strictObject({
    limit: count(50, 20),
    type: z.enum(MemoryType).optional(),
    /** Created at or after this instant, or from the beginning of this UTC day. */
    from: RangeStart.optional(),
    /** Created before this instant, or to the end of this UTC day. */
    to: RangeEnd.optional(),
    tenantId: TenantId,
  })
  .refine(isInOrder, outOfOrder);
export type TopicsRequest = z.output<typeof TopicsRequest>;

export const Topic = z.object({
  /** A word or two, as they stand in the memories. */
  term: z.string(),
  /** Of the strongest topic: 1. */
  weight: z.number(),
  /** How many of the memories that were read hold it. */
  memories: z.number().int(),
  exampleMemoryIds: z.array(z.string()),
});
export type Topic = z.output<typeof Topic>;

export const SummaryRequest = z
  .strictObject({
    memoryIds: z.array(MemoryId).min(1).max(50).optional(),
    query: z.string().trim().min(1, "must not be empty").max(1_000, "must have at most 1,000 characters").optional(),
    /** The newest so many. */
    recent: z.number().int().min(1).max(100).optional(),
    sentences: count(20, 3),
    tenantId: TenantId,
  })
  .refine(({ memoryIds, query, recent }) => [memoryIds, query, recent].filter((it) => it !== undefined).length <= 1, {
    path: ["memoryIds"],
    message: "name one of memoryIds, query and recent",
  });
export type SummaryRequest = z.output<typeof SummaryRequest>;

export const SummarySentence = z.object({
  text: z.string(),
  memoryId: z.string(),
  /** How central it is: of the most central, 1. */
  score: z.number(),
});
export type SummarySentence = z.output<typeof SummarySentence>;

const shared = {
  method: "POST",
  product: "memory",
  allow: apiV1Callers,
  scope: "read:intelligence",
} as const;

export const relatedMemoriesContract = defineContract({
  ...shared,
  path: "/api/v1/intelligence/related",
  refuses: [404],
  summary: "The memories most similar to a memory or a text",
  body: RelatedRequest,
  success: { status: 200, body: z.object({ data: z.array(RelatedMemory) }), framed: true },
});

export const topicsContract = defineContract({
  ...shared,
  path: "/api/v1/intelligence/topics",
  summary: "What the memories are about: words and phrases by weight",
  body: TopicsRequest,
  success: {
    status: 200,
    body: z.object({
      data: z.array(Topic),
      /** How many memories were read: all that the filters leave, or an even sample of them. */
      analyzed: z.number().int(),
    }),
    framed: true,
  },
});

export const summaryContract = defineContract({
  ...shared,
  path: "/api/v1/intelligence/summary",
  refuses: [404],
  summary: "The sentences that say most of what memories say",
  body: SummaryRequest,
  success: {
    status: 200,
    body: z.object({
      data: z.object({
        sentences: z.array(SummarySentence),
        /** How many memories were read. */
        memories: z.number().int(),
      }),
    }),
    framed: true,
  },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [relatedMemoriesContract, topicsContract, summaryContract];
