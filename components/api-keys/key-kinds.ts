import type { AddressOf } from "@/components/ui/address";
import type { KeyCounts } from "@/lib/features/api-keys/list-contract";
import type { keyFilters } from "./key-list";

export type KeyKind = keyof KeyCounts;

type KindFilter = Pick<AddressOf<typeof keyFilters>, "status" | "concern" | "review">;

/** The kinds of keys that a list can be narrowed to, each with what of the address stands for it. */
const kinds: readonly { kind: KeyKind; label: string; filter: KindFilter; onlyIfAny?: true }[] = [
  { kind: "all", label: "All", filter: {} },
  { kind: "active", label: "Active", filter: { status: "active" } },
  { kind: "expires_soon", label: "Expires soon", filter: { concern: "expires_soon" } },
  { kind: "unused", label: "Unused 30 days", filter: { concern: "unused" } },
  { kind: "rejected", label: "Rejected lately", filter: { concern: "rejected" } },
  { kind: "review", label: "To review", filter: { review: "true" }, onlyIfAny: true },
  { kind: "disabled", label: "Switched off", filter: { status: "disabled" }, onlyIfAny: true },
  { kind: "scheduled", label: "Not yet valid", filter: { status: "scheduled" }, onlyIfAny: true },
  { kind: "suspended", label: "Suspended", filter: { status: "suspended" }, onlyIfAny: true },
  { kind: "expired", label: "Expired", filter: { status: "expired" } },
  { kind: "revoked", label: "Revoked", filter: { status: "revoked" } },
];

/** The kind that a filter stands for; null for one that links made by hand may hold, of several at once. */
export function kindOf({ status, concern, review }: KindFilter): KeyKind | null {
  const found = kinds.find(
    ({ filter }) => filter.status === status && filter.concern === concern && filter.review === review,
  );
  return found?.kind ?? null;
}

/** What of the address changes to narrow a list to a kind. */
export function filterOf(kind: string) {
  const filter = kinds.find((one) => one.kind === kind)?.filter;
  return { status: filter?.status, concern: filter?.concern, review: filter?.review };
}

/** The kinds as chips; rare ones only where there are some. */
export function kindChips(counts: KeyCounts | undefined, chosen: KeyKind | null) {
  return kinds
    .filter(({ kind, onlyIfAny }) => !onlyIfAny || kind === chosen || (counts?.[kind] ?? 0) > 0)
    .map(({ kind, label }) => ({ value: kind, label, count: counts?.[kind] }));
}
