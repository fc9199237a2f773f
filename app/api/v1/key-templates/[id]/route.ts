import { deleteKeyTemplate, readKeyTemplate, updateKeyTemplate } from "@/lib/features/api-keys/key-templates";
import {
  deleteKeyTemplateContract,
  keyTemplateContract,
  updateKeyTemplateContract,
} from "@/lib/features/api-keys/template-contract";
import { route } from "@/lib/http/route";

export const GET = route(keyTemplateContract, ({ principal, params }) => readKeyTemplate(principal, params.id));
export const PATCH = route(
  updateKeyTemplateContract,
  ({ principal, params, body }) => updateKeyTemplate(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(
  deleteKeyTemplateContract,
  ({ principal, params }) => deleteKeyTemplate(principal, params.id),
  { state: GET },
);
