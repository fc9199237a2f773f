import { dashboardPromptContracts } from "@/lib/features/prompts/contract";
import { createPrompt, listPrompts } from "@/lib/features/prompts/prompts";
import { route } from "@/lib/http/route";

export const GET = route(dashboardPromptContracts.list, ({ principal, query }) => listPrompts(principal, query));
export const POST = route(dashboardPromptContracts.create, ({ principal, body }) => createPrompt(principal, body));
