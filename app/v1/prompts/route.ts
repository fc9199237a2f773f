import { createPromptContract, listPromptsContract } from "@/lib/features/prompts/contract";
import { createPrompt, listPrompts } from "@/lib/features/prompts/prompts";
import { route } from "@/lib/http/route";

export const GET = route(listPromptsContract, ({ principal, query }) => listPrompts(principal, query));
export const POST = route(createPromptContract, ({ principal, body }) => createPrompt(principal, body), { state: GET });
