import { countApiKeys } from "@/lib/features/api-keys/count-keys";
import { keyCountsContract } from "@/lib/features/api-keys/list-contract";
import { route } from "@/lib/http/route";

export const GET = route(keyCountsContract, ({ principal, query }) => countApiKeys(principal, query));
