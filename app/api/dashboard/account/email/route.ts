import { askEmailChange } from "@/lib/features/accounts/recovery/change-email";
import { changeEmailContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(changeEmailContract, ({ principal, body, client }) =>
  askEmailChange(principal, body, client),
);
