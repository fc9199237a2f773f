import type { KeyScope } from "./key-product";

/** `both` is read and write together; `write` alone cannot read back. */
export type ScopeLevel = "none" | "read" | "write" | "both";
export type ScopePreset = "read" | "full" | "custom";

/** One resource of a product with the scopes that its levels stand for. */
export type ScopeRow = {
  resource: string;
  label: string;
  read: KeyScope | null;
  /** The scope that changes things: `write` or `admin`. */
  write: KeyScope | null;
};

/** What sets of scopes are called, wherever they are shown or chosen. */
export const presetLabels: Record<ScopePreset, string> = {
  read: "Read-only",
  full: "Full access",
  custom: "Custom",
};

export type Risk = "low" | "medium" | "high";

const verbs = new Set(["read", "write", "admin"]);

/** `prompts:read` and `read:prompts` are both about prompts. */
function resourceOf(scopeId: string): string {
  const parts = scopeId.split(":");
  return parts.filter((part) => !verbs.has(part)).join(":") || scopeId;
}

/** A product's scopes by resource, in the catalogue's order. */
export function scopeRows(scopes: readonly KeyScope[]): ScopeRow[] {
  const rows = new Map<string, ScopeRow>();
  for (const scope of scopes) {
    const resource = resourceOf(scope.id);
    const row = rows.get(resource) ?? { resource, label: capitalised(resource), read: null, write: null };
    if (scope.access === "read") row.read = scope;
    else row.write = scope;
    rows.set(resource, row);
  }
  return [...rows.values()];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The levels that a row can have, with their names. */
export function levelsOf({ read, write }: ScopeRow): { value: ScopeLevel; label: string }[] {
  const change = write?.access === "admin" ? "Admin" : "Write";
  return [
    { value: "none", label: "None" },
    ...(read ? [{ value: "read" as const, label: "Read" }] : []),
    ...(write ? [{ value: "write" as const, label: change }] : []),
    ...(read && write ? [{ value: "both" as const, label: "Both" }] : []),
  ];
}

/** The scopes that a level of a row stands for. */
export function scopesAt({ read, write }: ScopeRow, level: ScopeLevel): KeyScope[] {
  return [...(read && reads(level) ? [read] : []), ...(write && writes(level) ? [write] : [])];
}

const reads = (level: ScopeLevel) => level === "read" || level === "both";
const writes = (level: ScopeLevel) => level === "write" || level === "both";

/** The level of a row that a set of scopes amounts to. */
export function levelIn({ read, write }: ScopeRow, scopes: readonly string[]): ScopeLevel {
  const canRead = read !== null && scopes.includes(read.id);
  const canWrite = write !== null && scopes.includes(write.id);
  if (canRead) return canWrite ? "both" : "read";
  return canWrite ? "write" : "none";
}

/** What a preset grants of what the reader may grant; custom grants what was chosen, in the catalogue's order. */
export function grantedScopes(
  scopes: readonly KeyScope[],
  preset: ScopePreset,
  chosen: readonly string[],
): readonly KeyScope[] {
  const own = scopes.filter((scope) => !scope.locked);
  if (preset === "full") return own;
  return own.filter((scope) => (preset === "read" ? scope.access === "read" : chosen.includes(scope.id)));
}

/** Puts one row to a level and leaves the others alone. */
export function withLevel(chosen: readonly string[], row: ScopeRow, level: ScopeLevel): string[] {
  const others = chosen.filter((id) => id !== row.read?.id && id !== row.write?.id);
  return [...others, ...scopesAt(row, level).map((scope) => scope.id)];
}

/** How much harm a leaked key with these scopes could do. */
export function riskOf(scopes: readonly KeyScope[]): Risk {
  if (scopes.some((scope) => scope.access === "admin")) return "high";
  return scopes.some((scope) => scope.access === "write") ? "medium" : "low";
}

/** The endpoints that the scopes open, each once, those of one path together. */
export function endpointsOf(scopes: readonly KeyScope[]): string[] {
  const pathOf = (endpoint: string) => endpoint.slice(endpoint.indexOf(" "));
  const endpoints = new Set(scopes.flatMap((scope) => scope.endpoints));
  return [...endpoints].sort((one, other) => pathOf(one).localeCompare(pathOf(other)));
}

/** Scopes in a few words, the same ones in lists, on a key's page and in forms. */
export function scopeSummary(
  granted: readonly string[],
  scopes: readonly KeyScope[],
  roles: readonly string[] = [],
): string {
  if (roles.length > 0) {
    const named = roles.length === 1 ? `Role ${roles[0]}` : `${roles.length} roles`;
    return granted.length === 0 ? named : `${named}, ${scopeSummary(granted, scopes)}`;
  }
  if (granted.length === 0) return "Acts as its user";
  if (scopes.length > 0 && scopes.every((scope) => granted.includes(scope.id))) return presetLabels.full;
  const reading = scopes.filter((scope) => scope.access === "read");
  const readsAll = reading.length > 0 && reading.every((scope) => granted.includes(scope.id));
  if (readsAll && granted.length === reading.length) return presetLabels.read;
  return `${presetLabels.custom}: ${granted.length === 1 ? "1 scope" : `${granted.length} scopes`}`;
}
