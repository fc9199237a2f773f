import type { ListedApiKey } from "@/lib/features/api-keys/contract";
import { type Answer, answerCalls, type MadeCall } from "./answer-calls";

const at = "2026-06-01T00:00:00.000Z";

/** A key as lists show it, made just now. */
export function listedKey(number: number, change: Partial<ListedApiKey> = {}): ListedApiKey {
  const id = `key_${number}`;
  const name = `Key ${number}`;
  return {
    id,
    keyId: id,
    tenantId: "org",
    name,
    product: "prompts",
    environment: "development",
    scopes: ["prompts:read"],
    roles: [],
    keyPrefix: "pr_live_abcdef",
    hint: `pr_live_abcd…${String(number).padStart(4, "0")}`,
    status: "active",
    createdAt: new Date().toISOString(),
    expiresAt: null,
    lastUsedAt: null,
    lastUsedIp: null,
    revokedAt: null,
    policyEndsAt: null,
    leak: null,
    ipAllowlist: [],
    rateLimit: null,
    windows: [],
    credits: null,
    description: "",
    tags: [],
    metadata: {},
    enabled: true,
    notBefore: null,
    allowedOrigins: [],
    replacedBy: null,
    endsUnreplaced: false,
    createdBy: { id: "user", name: "Ada" },
    createdByKey: null,
    createdByToken: null,
    customer: null,
    vouchedBy: null,
    api_key: {
      id: "660e8400-e29b-41d4-a716-446655440000",
      name,
      key_prefix: "pr_live_abc123",
      created_at: at,
      last_used_at: null,
      expires_at: null,
    },
    youMay: ["usage", "update", "rotate", "revoke"],
    ...change,
  };
}

/** A server with so many keys, which counts what it lists. `own` answers what a test is about. */
export function serveKeys(
  keys: readonly ListedApiKey[],
  own: (call: MadeCall) => Answer | null = () => null,
): MadeCall[] {
  return answerCalls((call) => {
    const answer = own(call);
    if (answer) return answer;
    const { pathname, searchParams: query } = new URL(call.path, "http://test.invalid");
    if (pathname.endsWith("/activity")) return { status: 200, body: { data: [] } };
    const revoked = keys.filter(({ status }) => status === "revoked");
    if (pathname.endsWith("/counts")) {
      const none = {
        suspended: 0,
        disabled: 0,
        scheduled: 0,
        expired: 0,
        expires_soon: 0,
        unused: 0,
        rejected: 0,
        review: 0,
      };
      const active = keys.length - revoked.length;
      return { status: 200, body: { data: { ...none, all: keys.length, active, revoked: revoked.length } } };
    }
    const matching = query.get("status") === "revoked" ? revoked : keys;
    const skip = Number(query.get("skip") ?? 0);
    const limit = Number(query.get("limit"));
    const next_cursor = skip + limit < matching.length ? "further" : null;
    return { status: 200, body: { data: matching.slice(skip, skip + limit), next_cursor } };
  });
}
