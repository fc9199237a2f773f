import { GET } from "@/app/api/v1/admin/mails/[id]/route";
import { revealMailContract } from "@/lib/features/mail/contract";
import { revealMail } from "@/lib/features/mail/outbox";
import { route } from "@/lib/http/route";

export const POST = route(
  revealMailContract,
  ({ principal, params, client }) => revealMail(principal, params.id, client),
  { state: GET },
);
