import { whoamiContract } from "@/lib/features/whoami/contract";
import { whoami } from "@/lib/features/whoami/whoami";
import { route } from "@/lib/http/route";

export const GET = route(whoamiContract, ({ record, client }) => whoami(record, client.address));
