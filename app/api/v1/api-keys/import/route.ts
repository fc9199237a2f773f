import { importKeysContract } from "@/lib/features/api-keys/import-contract";
import { importApiKeys } from "@/lib/features/api-keys/import-keys";
import { route } from "@/lib/http/route";

export const POST = route(importKeysContract, ({ principal, body }) => importApiKeys(principal, body));
