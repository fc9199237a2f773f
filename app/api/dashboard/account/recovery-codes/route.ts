import { renewRecoveryCodes } from "@/lib/features/accounts/factors/recovery-codes";
import { renewRecoveryCodesContract } from "@/lib/features/accounts/factors-contract";
import { route } from "@/lib/http/route";

export const POST = route(renewRecoveryCodesContract, ({ principal, client }) => renewRecoveryCodes(principal, client));
