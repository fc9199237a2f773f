import { dashboardMailContracts } from "@/lib/features/mail/contract";
import { listMails } from "@/lib/features/mail/outbox";
import { route } from "@/lib/http/route";

export const GET = route(dashboardMailContracts.list, ({ query }) => listMails(query));
