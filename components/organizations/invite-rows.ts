import type { FormProblems } from "@/components/ui/form-problems";
import type { Role } from "@/lib/access/catalogue";
import type { InvitationResult, NewInvitations } from "@/lib/features/organizations/invitations-contract";
import { canonicalEmailPattern, foldedEmail } from "@/lib/platform/email-address";

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

/** What is wrong with refused rows once they stand in the form again. */
export function problemsOf(refused: readonly InvitationResult[]): FormProblems {
  return Object.fromEntries(refused.map(({ message }, place) => [pathOf(place), `${message}.`]));
}

/** Which rows hold something else than an address: they are mended before anything is sent. */
export function malformedRows(rows: readonly InviteRow[]): FormProblems {
  return Object.fromEntries(
    rows.flatMap(({ email }, place) => {
      const typed = email.trim();
      const isFine = typed === "" || canonicalEmailPattern.test(foldedEmail(typed));
      return isFine ? [] : [[pathOf(place), "This is not an email address."]];
    }),
  );
}

function pathOf(place: number): string {
  return `invitations.${place}.email`;
}
