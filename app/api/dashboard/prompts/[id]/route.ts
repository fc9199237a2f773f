import { dashboardPromptContracts } from "@/lib/features/prompts/contract";
import { deletePrompt, getPrompt, updatePrompt } from "@/lib/features/prompts/prompts";
import { route } from "@/lib/http/route";

export const GET = route(dashboardPromptContracts.get, ({ principal, params }) => getPrompt(principal, params.id));
export const PATCH = route(dashboardPromptContracts.update, ({ principal, params, body }) =>
  updatePrompt(principal, params.id, body),
);
export const DELETE = route(dashboardPromptContracts.remove, ({ principal, params }) =>
  deletePrompt(principal, params.id),
);
