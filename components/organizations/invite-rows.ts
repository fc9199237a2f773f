import type { Role } from "@/lib/access/catalogue";
import type { InvitationResult, NewInvitations } from "@/lib/features/organizations/contract";

/** One row of the form. */
export type InviteRow = { id: number; email: string; role: Role };

/** What is asked for: rows with an address. */
export function wantedOf(rows: readonly InviteRow[]): NewInvitations["invitations"] {
  return rows.filter(({ email }) => email.trim() !== "").map(({ email, role }) => ({ email: email.trim(), role }));
}

/** Several addresses pasted into one field become rows of their own, with the role of that field. */
export function withPasted(
  rows: readonly InviteRow[],
  at: number,
  text: string,
  nextId: () => number,
  most: number,
): InviteRow[] {
  const emails = text.split(/[\s,;]+/).filter(Boolean);
  const role = rows.find(({ id }) => id === at)?.role ?? "member";
  const pasted = emails.map((email) => ({ id: nextId(), email, role }));
  return rows
    .flatMap((row) => (row.id === at ? pasted : [row]))
    .filter((row, index, all) => row.email.trim() !== "" || index === all.length - 1)
    .slice(0, most);
}

/** The rows that were refused, to be mended. */
export function refusedRows(results: readonly InvitationResult[]): readonly InvitationResult[] {
  return results.filter(({ status }) => status !== "invited");
}
