import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { dashboardMailContracts, MailQuery } from "@/lib/features/mail/contract";

/** What outgoing mail is narrowed by in the page's address. */
export const mailFilters = { state: MailQuery.shape.state };

/** The mails that match. */
export function mailList(filters: AddressOf<typeof mailFilters>) {
  return listOf("mails", dashboardMailContracts.list, { query: { ...filters, limit: 25 } });
}
