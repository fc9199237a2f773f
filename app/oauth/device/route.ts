import { decideDeviceContract } from "@/lib/features/oauth-protocol/contract";
import { decideDevice } from "@/lib/features/oauth/decide-device";
import { guard } from "@/lib/http/route";

export const POST = guard(decideDeviceContract, decideDevice);
