import { updateManyContract } from "@/lib/features/api-keys/bulk-contract";
import { updateApiKeys } from "@/lib/features/api-keys/update-keys";
import { route } from "@/lib/http/route";

export const POST = route(updateManyContract, ({ principal, body }) => updateApiKeys(principal, body));
