import type { AccountAccess, PlannedOrganization } from "@/lib/tenancy/account-shapes";

/** What is about to be done with an account. */
export type AccountChange = "suspension" | "deletion";

/** A sentence part with what it is told by. */
export type EndingLine = { id: string; text: string };

/** What becomes of an account's credentials and organizations, in words; each list is empty where there is nothing to say. */
export type AccountEnding = {
  /** Gone for good. */
  ends: EndingLine[];
  /** Of no use until the account is reactivated. */
  pauses: EndingLine[];
  /** Goes on as before. */
  stays: EndingLine[];
  /** Holds a deletion up. */
  blocks: EndingLine[];
};

/** Says what a suspension or a deletion does, with numbers. */
export function accountEnding(
  change: AccountChange,
  access: AccountAccess,
  organizations: readonly PlannedOrganization[],
): AccountEnding {
  const ending: AccountEnding = { ends: [], pauses: [], stays: [], blocks: [] };
  const add = (list: EndingLine[], id: string, count: number, one: string, many: string) => {
    if (count > 0) list.push({ id, text: `${count.toLocaleString("en-US")} ${count === 1 ? one : many}` });
  };
  const credentials = change === "deletion" ? ending.ends : ending.pauses;
  add(ending.ends, "sessions", access.sessions, "session", "sessions");
  add(ending.ends, "apps", access.authorized_apps, "authorized app", "authorized apps");
  add(credentials, "tokens", access.tokens, "personal access token", "personal access tokens");
  add(credentials, "own-keys", access.own_keys, "key that acts for this account", "keys that act for this account");
  if (change === "suspension") {
    const alone = access.organization_keys - access.attended_keys;
    const where = "of an organization without another member";
    add(ending.pauses, "alone-keys", alone, `key with scopes ${where}`, `keys with scopes ${where}`);
    add(ending.stays, "keys", access.attended_keys, "key with scopes", "keys with scopes");
    add(ending.stays, "invitations", access.invitations, "open invitation", "open invitations");
    add(ending.stays, "organizations", organizations.length, "organization", "organizations");
    return ending;
  }
  add(ending.ends, "invitations", access.invitations, "open invitation", "open invitations");
  for (const { id, name, members, on_deletion } of organizations) {
    if (on_deletion === "deleted") ending.ends.push({ id, text: `“${name}”, with all keys and data in it` });
    if (on_deletion === "left") ending.stays.push({ id, text: `“${name}”, with its keys with scopes` });
    if (on_deletion === "blocks") ending.blocks.push({ id, text: `“${name}”, with ${others(members)}` });
  }
  return ending;
}

function others(members: number): string {
  return members === 2 ? "1 other member" : `${(members - 1).toLocaleString("en-US")} other members`;
}
