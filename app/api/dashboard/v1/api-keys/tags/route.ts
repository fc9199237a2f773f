import { readKeyTags } from "@/lib/features/api-keys/key-tags";
import { keyTagsContract } from "@/lib/features/api-keys/list-contract";
import { route } from "@/lib/http/route";

export const GET = route(keyTagsContract, ({ principal }) => readKeyTags(principal));
