import { createMemoryContract, listMemoriesContract } from "@/lib/features/memories/contract";
import { createMemory, listMemories } from "@/lib/features/memories/memories";
import { route } from "@/lib/http/route";

export const GET = route(listMemoriesContract, ({ principal, query }) => listMemories(principal, query));
export const POST = route(createMemoryContract, ({ principal, body }) => createMemory(principal, body), { state: GET });
