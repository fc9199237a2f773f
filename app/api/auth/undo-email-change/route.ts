import { undoEmailChange } from "@/lib/features/accounts/recovery/undo-email-change";
import { undoEmailChangeContract } from "@/lib/features/accounts/recovery-contract";
import { route } from "@/lib/http/route";

export const POST = route(undoEmailChangeContract, ({ body, client }) => undoEmailChange(body, client));
