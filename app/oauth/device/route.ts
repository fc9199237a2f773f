import { decideDevice } from "@/lib/features/oauth/decide-device";
import { decideDeviceContract } from "@/lib/features/oauth-protocol/contract";
import { guard } from "@/lib/http/route";

export const POST = guard(decideDeviceContract, decideDevice);
