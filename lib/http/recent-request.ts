import { z } from "zod";
import { Environment } from "@/lib/generated/prisma/enums";
import { Page } from "./page";
import { Instant } from "./timestamp";

/** A request that a key or token sent lately. */
export const RecentRequest = z.object({
  id: z.string(),
  at: Instant,
  endpoint: z.string(),
  product: z.string(),
  environment: z.enum(Environment),
  status: z.number().int(),
  /** The code that its answer had, where it was refused. */
  code: z.string().nullable(),
  /** What that means, and what to do. */
  meaning: z.string().nullable(),
  remedy: z.string().nullable(),
  /** From the gate's first look to the answer, in milliseconds. */
  latencyMs: z.number(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
});
export type RecentRequest = z.output<typeof RecentRequest>;

export const RecentRequestQuery = Page.extend({
  /** Refused and failed ones alone. */
  failed: z.enum(["true"]).optional(),
});
export type RecentRequestQuery = z.output<typeof RecentRequestQuery>;

export const RecentRequestList = z.object({
  data: z.array(RecentRequest),
  next_cursor: z.string().nullable(),
  /** False where the organization keeps none. */
  kept: z.boolean(),
});
export type RecentRequestList = z.output<typeof RecentRequestList>;

export const RefusalQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) });
export type RefusalQuery = z.output<typeof RefusalQuery>;

/** Refusals of one kind at one endpoint. */
export const Refusal = z.object({
  status: z.number().int(),
  /** The code that clients saw; null where the answer had none of ours. */
  code: z.string().nullable(),
  endpoint: z.string(),
  requests: z.number().int(),
  /** The UTC day on which it last happened. */
  lastDay: z.string(),
  meaning: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type Refusal = z.output<typeof Refusal>;

/** The most frequent first. */
export const RefusalList = z.object({
  data: z.array(Refusal),
  /** Whether there were more kinds, which are not told. */
  truncated: z.boolean(),
});
export type RefusalList = z.output<typeof RefusalList>;
