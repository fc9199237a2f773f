import { dashboardMailContracts } from "@/lib/features/mail/contract";
import { readMail } from "@/lib/features/mail/outbox";
import { route } from "@/lib/http/route";

export const GET = route(dashboardMailContracts.get, ({ params }) => readMail(params.id));
