import { z } from "zod";
import { MemoryType } from "@/lib/generated/prisma/enums";
import { apiV1Callers, type Contract, defineContract } from "@/lib/http/contract";
import { listOf, Page, sortedPage, Total } from "@/lib/http/page";
import { Instant } from "@/lib/http/timestamp";

const Content = z.string().trim().min(1, "must not be empty").max(100_000, "must have at most 100,000 characters");
/** The most that a memory's metadata takes as JSON, in bytes. */
export const maxMetadataBytes = 16_384;
/** An object of the client's own, kept and returned as it is. */
const Metadata = z
  .record(z.string(), z.unknown())
  .refine((given) => new TextEncoder().encode(JSON.stringify(given)).length <= maxMetadataBytes, {
    message: "must have at most 16,384 bytes as JSON",
  });
/** Where given, the caller's own organization; else 403 TENANT_MISMATCH. */
const TenantId = z.string().max(200).optional();

export const Memory = z.object({
  id: z.string(),
  tenantId: z.string(),
  content: z.string(),
  type: z.enum(MemoryType),
  metadata: z.record(z.string(), z.unknown()),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Memory = z.output<typeof Memory>;

export const NewMemory = z.strictObject({
  content: Content,
  type: z.enum(MemoryType).default("semantic"),
  metadata: Metadata.optional(),
  tenantId: TenantId,
});
export type NewMemory = z.output<typeof NewMemory>;

export const MemoryChange = z
  .strictObject({
    content: Content.optional(),
    type: z.enum(MemoryType).optional(),
    /** As a whole, in place of what there was. */
    metadata: Metadata.optional(),
    tenantId: TenantId,
  })
  .refine(
    ({ content, type, metadata }) => [content, type, metadata].some((given) => given !== undefined),
    "names nothing to change",
  );
export type MemoryChange = z.output<typeof MemoryChange>;

/** What a list of memories can be sorted by; a minus in front turns the order around. */
export const memoryOrders = ["created", "updated"] as const;

export const MemoryQuery = Page.extend({
  tenantId: TenantId,
  type: z.enum(MemoryType).optional(),
  ...sortedPage(memoryOrders),
  total: Total,
});
export type MemoryQuery = z.output<typeof MemoryQuery>;

export const MemorySearch = z.strictObject({
  query: z.string().trim().min(1, "must not be empty").max(1_000, "must have at most 1,000 characters"),
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(200).optional(),
  type: z.enum(MemoryType).optional(),
  tenantId: TenantId,
});
export type MemorySearch = z.output<typeof MemorySearch>;

export const FoundMemory = Memory.extend({
  /** Higher is better; comparable within one search only. */
  score: z.number(),
});
export type FoundMemory = z.output<typeof FoundMemory>;

export const MemoryList = z.object({
  data: z.array(Memory),
  next_cursor: z.string().nullable(),
  /** How many match in all, on the first page and where it was asked for. */
  total: z.number().int().optional(),
});
export type MemoryList = z.output<typeof MemoryList>;

const MemoryParams = z.object({ id: z.string() });
const TenantQuery = z.object({ tenantId: TenantId });
const OneMemory = z.object({ data: Memory });

export const listMemoriesContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/memories",
  product: "memory",
  summary: "List memories, newest first unless sorted otherwise",
  allow: apiV1Callers,
  scope: "read:memories",
  query: MemoryQuery,
  success: {
    status: 200,
    body: MemoryList,
    framed: true,
  },
});

export const createMemoryContract = defineContract({
  dashboard: true,
  method: "POST",
  path: "/api/v1/memories",
  product: "memory",
  summary: "Create a memory",
  allow: apiV1Callers,
  scope: "write:memories",
  body: NewMemory,
  success: { status: 201, body: OneMemory, framed: true },
});

export const searchMemoriesContract = defineContract({
  dashboard: true,
  method: "POST",
  readsOnly: true,
  path: "/api/v1/memories/search",
  product: "memory",
  summary: "Search memories by words, best match first",
  allow: apiV1Callers,
  scope: "read:memories",
  body: MemorySearch,
  success: { status: 200, body: listOf(FoundMemory), framed: true },
});

export const getMemoryContract = defineContract({
  dashboard: true,
  method: "GET",
  path: "/api/v1/memories/{id}",
  product: "memory",
  summary: "One memory",
  allow: apiV1Callers,
  scope: "read:memories",
  params: MemoryParams,
  query: TenantQuery,
  success: { status: 200, body: OneMemory, framed: true },
});

export const updateMemoryContract = defineContract({
  dashboard: true,
  method: "PATCH",
  path: "/api/v1/memories/{id}",
  product: "memory",
  summary: "Change a memory",
  allow: apiV1Callers,
  scope: "write:memories",
  params: MemoryParams,
  body: MemoryChange,
  success: { status: 200, body: OneMemory, framed: true },
});

export const deleteMemoryContract = defineContract({
  dashboard: true,
  method: "DELETE",
  path: "/api/v1/memories/{id}",
  product: "memory",
  summary: "Delete a memory",
  allow: apiV1Callers,
  scope: "write:memories",
  params: MemoryParams,
  query: TenantQuery,
  success: { status: 204 },
});

export const dashboardMemoryContracts = {
  list: listMemoriesContract,
  create: createMemoryContract,
  search: searchMemoriesContract,
  one: getMemoryContract,
  update: updateMemoryContract,
  remove: deleteMemoryContract,
};

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  listMemoriesContract,
  createMemoryContract,
  searchMemoriesContract,
  getMemoryContract,
  updateMemoryContract,
  deleteMemoryContract,
];
