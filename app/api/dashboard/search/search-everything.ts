import "server-only";
import { publicPrefixOf, readCredential } from "@/lib/access/credential-format";
import { holdsScope, type UserPrincipal } from "@/lib/access/principal";
import { listApiKeys } from "@/lib/features/api-keys/list-keys";
import { listMembers } from "@/lib/features/organizations/members";
import { listPrompts } from "@/lib/features/prompts/prompts";
import { type Found, type SearchAnswer, type SearchRequest, shownOfKind } from "@/lib/features/search/contract";

/**
 * Keys, prompts and members that a search finds, as many of each as a list of answers holds. Each kind is read by the use
 * case of its own page, so the reader finds what they may see there, and nothing else.
 */
export async function searchEverything(principal: UserPrincipal, { query }: SearchRequest): Promise<SearchAnswer> {
  const limit = shownOfKind;
  const [keys, prompts, members] = await Promise.all([
    listApiKeys(principal, { search: withoutSecret(query), limit }),
    holdsScope(principal, "prompts:read") ? listPrompts(principal, { q: query, limit }) : { data: [] },
    holdsScope(principal, "organization:read") ? listMembers(principal, { q: query, limit }) : { data: [] },
  ]);
  return {
    role: principal.role ?? "member",
    data: [
      ...keys.data.map(({ id, name, hint }): Found => ({ kind: "api-key", id, name, note: hint })),
      ...prompts.data.map(
        ({ id, name, description }): Found => ({ kind: "prompt", id, name, note: description || id }),
      ),
      ...members.data.map(({ user_id, name, email }): Found => ({ kind: "member", id: user_id, name, note: email })),
    ],
  };
}

/** A whole key that was pasted is searched by what lists show of it; the rest of it goes no further. A mask is shown whole. */
function withoutSecret(query: string): string {
  const [start = ""] = query.split(/…|\.{3}/);
  const format = readCredential(start)?.format;
  if (!format) return query;
  const shown = publicPrefixOf(start, format);
  return shown === start ? query : shown;
}
