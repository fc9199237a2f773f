import { readAnyAppContract, vouchContract } from "@/lib/features/oauth/any-app-contract";
import { readAnyApp } from "@/lib/features/oauth/any-apps";
import { vouchForApp } from "@/lib/features/oauth/vouch";
import { route } from "@/lib/http/route";

export const GET = route(readAnyAppContract, ({ params }) => readAnyApp(params.client_id));
export const PATCH = route(
  vouchContract,
  ({ principal, params, body }) => vouchForApp(principal, params.client_id, body),
  { state: GET },
);
