import type { Access } from "@/lib/features/organizations/members-contract";

/** A sentence about some of a member's credentials. */
export type AccessLine = { id: string; text: string };

/** What ends at once with somebody's membership, in words; empty when there is nothing. */
export function endingLines(access: Access, kept: "keep" | "revoke"): AccessLine[] {
  const lines: AccessLine[] = [];
  const add = (id: string, count: number, one: string, many: string) => {
    if (count > 0) lines.push({ id, text: `${count} ${count === 1 ? one : many}` });
  };
  add("unscoped", access.unscoped_keys, "API key that stands for them", "API keys that stand for them");
  add("token-keys", access.token_keys, "API key that their token made", "API keys that their tokens made");
  if (kept === "revoke") add("scoped", access.scoped_keys, "API key with scopes", "API keys with scopes");
  add("tokens", access.tokens, "personal access token", "personal access tokens");
  add("invitations", access.pending_invitations, "invitation that they sent", "invitations that they sent");
  return lines;
}

/** What goes on for the organization. */
export function stayingText({ scoped_keys, privileged_keys }: Access): string | null {
  if (scoped_keys === 0) return null;
  const keys = scoped_keys === 1 ? "1 API key with scopes goes on" : `${scoped_keys} API keys with scopes go on`;
  const text = `${keys}: ${scoped_keys === 1 ? "it belongs" : "they belong"} to the organization.`;
  if (privileged_keys === 0) return text;
  const which =
    privileged_keys === scoped_keys ? (scoped_keys === 1 ? "It" : "All of them") : `${privileged_keys} of them`;
  return `${text} ${which} may manage the organization or its webhooks, and the maker of a key may still know it.`;
}

/** The keys of somebody's making that reach further than the role of a plain member, in words; empty when there are none. */
export function keysBeyond({ privileged_keys: own, privileged_token_keys: made }: Access): AccessLine[] {
  const lines: AccessLine[] = [];
  if (own > 0) {
    const keys = own === 1 ? "1 key that they made reaches" : `${own} keys that they made reach`;
    const text = `${keys} further than this role, and the maker of a key may still know it.`;
    lines.push({ id: "own", text });
  }
  if (made > 0) {
    const keys = made === 1 ? "1 key that their token made loses" : `${made} keys that their tokens made lose`;
    lines.push({ id: "made", text: `${keys} what goes beyond this role, until it is raised again.` });
  }
  return lines;
}
