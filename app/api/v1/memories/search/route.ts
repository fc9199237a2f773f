import { searchMemoriesContract } from "@/lib/features/memories/contract";
import { searchMemories } from "@/lib/features/memories/search-memories";
import { route } from "@/lib/http/route";

export const POST = route(searchMemoriesContract, ({ principal, body }) => searchMemories(principal, body));
