import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import {
  type AuditFilter,
  AuditQuery,
  type ChainVerification,
  dashboardAuditContracts,
} from "@/lib/features/audit/contract";

/** Ranges of time by how many days they reach back. */
const days = { "24h": 1, "7d": 7, "30d": 30 } as const;
const dayMs = 86_400_000;

const { type, actor, credential, target, address, agent, outcome, from, to } = AuditQuery.shape;

/** What the log is narrowed by in the page's address; without a range or ends, all that is kept. */
export const auditFilters = {
  ...{ type, actor, credential, target, address, agent, outcome, from, to },
  /** A number of the contract, which an address holds as text. */
  link: z.string().regex(/^[1-9]\d{0,14}$/),
  range: z.enum(["24h", "7d", "30d"]),
};
export type AuditFilters = AddressOf<typeof auditFilters>;

/** What the filters ask for as of `nowMs`; beside a range the ends of a span count for nothing. */
export function auditFilterOf({ range, link, ...given }: AuditFilters, nowMs: number): AuditFilter {
  const filter = { ...given, ...(link ? { link: Number(link) } : {}) };
  if (!range) return filter;
  const { to: _, ...rest } = filter;
  return { ...rest, from: new Date(nowMs - days[range] * dayMs).toISOString() };
}

/** The first broken link of the chain. */
export type Fault = NonNullable<ChainVerification["fault"]>;

/** What narrows the log to a broken link; an event that is not sealed yet is found by its second. Null where nothing does. */
export function placeOf({ sequence, at }: Fault): Pick<AuditFilters, "link" | "from" | "to"> | null {
  if (sequence > 0) return { link: String(sequence) };
  return at === null ? null : { from: at, to: new Date(Date.parse(at) + 1_000).toISOString() };
}

/** The events that match; a range reaches back from the moment of each call. */
export function auditList(filters: AuditFilters) {
  const inputOf = () => ({ query: { ...auditFilterOf(filters, Date.now()), limit: 50 } });
  return listOf("audit", dashboardAuditContracts.list, inputOf, filters);
}
