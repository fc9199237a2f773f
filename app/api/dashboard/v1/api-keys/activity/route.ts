import { getKeyActivity } from "@/lib/features/api-keys/key-activity";
import { keyActivityContract } from "@/lib/features/api-keys/list-contract";
import { route } from "@/lib/http/route";

export const GET = route(keyActivityContract, ({ principal, query }) => getKeyActivity(principal, query));
