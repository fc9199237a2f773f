import { createKeyTemplate, listKeyTemplates } from "@/lib/features/api-keys/key-templates";
import { createKeyTemplateContract, listKeyTemplatesContract } from "@/lib/features/api-keys/template-contract";
import { route } from "@/lib/http/route";

export const GET = route(listKeyTemplatesContract, ({ principal, query }) => listKeyTemplates(principal, query));
export const POST = route(createKeyTemplateContract, ({ principal, body }) => createKeyTemplate(principal, body), {
  state: GET,
});
