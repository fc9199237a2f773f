import { defaultExpiry, type ExpiryChoice, expiryDays } from "@/components/ui/expiry";
import { type ApiKey, ApiKeyChange } from "@/lib/features/api-keys/contract";
import { addressLines, type DraftProblems, draftWords, maximumKeyDays, problemsByField } from "./key-draft";

/** The form of a key's settings as its reader changed it. */
export type KeyChangeDraft = {
  name: string;
  scopes: readonly string[];
  /** Null: the end stays as it is. */
  expiry: ExpiryChoice | null;
  ipAllowlist: string;
  rateLimit: string;
};

/** The form as it opens: the key as it is. */
export function draftOf(apiKey: ApiKey): KeyChangeDraft {
  return {
    name: apiKey.name,
    scopes: apiKey.scopes,
    expiry: null,
    ipAllowlist: apiKey.ipAllowlist.join("\n"),
    rateLimit: apiKey.rateLimit === null ? "" : String(apiKey.rateLimit),
  };
}

/** What a new end is chosen from when somebody asks for one. */
export const newExpiry: ExpiryChoice = defaultExpiry;

type Checked =
  | { body: ApiKeyChange; problems?: undefined }
  /** Nothing differs from the key. */
  | { body: null; problems?: undefined }
  | { body?: undefined; problems: DraftProblems };

/** The request that makes the key what the form says: only what differs is sent, so that nothing else is overwritten. */
export function checkChange(draft: KeyChangeDraft, apiKey: ApiKey, nowMs: number): Checked {
  const ranges = addressLines(draft.ipAllowlist);
  const expiry = draft.expiry && expiryDays(draft.expiry, nowMs, maximumKeyDays);
  if (expiry?.problem) return { problems: { expires_in_days: expiry.problem } };
  const rateLimit = draft.rateLimit.trim() === "" ? null : Number(draft.rateLimit);
  const change = {
    ...(draft.name.trim() === apiKey.name ? {} : { name: draft.name }),
    ...(sameItems(draft.scopes, apiKey.scopes) ? {} : { scopes: draft.scopes }),
    ...(expiry ? { expires_in_days: expiry.days } : {}),
    ...(sameItems(ranges, apiKey.ipAllowlist) ? {} : { ip_allowlist: ranges }),
    ...(rateLimit === apiKey.rateLimit ? {} : { rate_limit: rateLimit }),
  };
  if (Object.keys(change).length === 0) return { body: null };
  const parsed = ApiKeyChange.safeParse(change);
  if (parsed.success) return { body: parsed.data };
  const problems = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  return { problems: problemsByField(problems, ranges, draftWords) };
}

function sameItems(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((item) => others.includes(item));
}
