import { deletePromptContract, getPromptContract, updatePromptContract } from "@/lib/features/prompts/contract";
import { deletePrompt, getPrompt, updatePrompt } from "@/lib/features/prompts/prompts";
import { route } from "@/lib/http/route";

export const GET = route(getPromptContract, ({ principal, params }) => getPrompt(principal, params.id));
export const PATCH = route(
  updatePromptContract,
  ({ principal, params, body }) => updatePrompt(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(deletePromptContract, ({ principal, params }) => deletePrompt(principal, params.id), {
  state: GET,
});
