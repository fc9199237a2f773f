import { deleteAppContract, readAppContract, updateAppContract } from "@/lib/features/oauth/app-contract";
import { deleteApp, readApp, updateApp } from "@/lib/features/oauth/apps";
import { route } from "@/lib/http/route";

export const GET = route(readAppContract, ({ principal, params }) => readApp(principal, params.client_id));
export const PATCH = route(
  updateAppContract,
  ({ principal, params, body }) => updateApp(principal, params.client_id, body),
  { state: GET },
);
export const DELETE = route(deleteAppContract, ({ principal, params }) => deleteApp(principal, params.client_id), {
  state: GET,
});
