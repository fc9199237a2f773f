import type { Role } from "@/lib/access/catalogue";
import type { InvitationResult, NewInvitations } from "@/lib/features/organizations/contract";

/** One row of the form. */
export type InviteRow = { email: string; role: Role };

export const emptyRow: InviteRow = { email: "", role: "member" };

/** What is asked for: rows with an address. */
export function wantedOf(rows: readonly InviteRow[]): NewInvitations["invitations"] {
  return rows.filter(({ email }) => email.trim() !== "").map(({ email, role }) => ({ email: email.trim(), role }));
}

/** Several addresses pasted into one row become rows of their own, with the role of that row. */
export function withPasted(rows: readonly InviteRow[], at: number, text: string, most: number): InviteRow[] {
  const emails = text.split(/[\s,;]+/).filter(Boolean);
  const role = rows[at]?.role ?? "member";
  return rows
    .flatMap((row, index) => (index === at ? emails.map((email) => ({ email, role })) : [row]))
    .filter((row, index, all) => row.email.trim() !== "" || index === all.length - 1)
    .slice(0, most);
}

/** The rows that were refused, to be mended. */
export function refusedRows(results: readonly InvitationResult[]): readonly InvitationResult[] {
  return results.filter(({ status }) => status !== "invited");
}
