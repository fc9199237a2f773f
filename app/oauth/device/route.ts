import { decideDevice } from "@/lib/features/oauth/decide-device";
import { decideDeviceContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const POST = route(decideDeviceContract, ({ request }) => decideDevice(request));
