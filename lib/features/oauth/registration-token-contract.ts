import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { managed } from "./app-contract";

export const createRegistrationTokenContract = defineContract({
  ...managed,
  dashboard: true,
  method: "POST",
  path: "/v1/registration-tokens",
  reauthenticated: true,
  summary: "Make an initial access token (RFC 7591); apps register themselves with it for a week",
  success: { status: 201, body: z.object({ token: z.string(), expires_at: Timestamp }) },
});

/** A registration token without its secret. */
export const RegistrationToken = z.object({
  id: z.string(),
  hint: z.string(),
  created_at: Timestamp,
  expires_at: Timestamp,
});
export type RegistrationToken = z.output<typeof RegistrationToken>;

export const listRegistrationTokensContract = defineContract({
  ...managed,
  dashboard: true,
  method: "GET",
  path: "/v1/registration-tokens",
  summary: "List the initial access tokens that still hold, newest first",
  query: Page,
  success: { status: 200, body: listOf(RegistrationToken) },
});

export const revokeRegistrationTokenContract = defineContract({
  ...managed,
  dashboard: true,
  method: "DELETE",
  path: "/v1/registration-tokens/{token_id}",
  summary: "Revoke an initial access token; apps registered with it stay",
  params: z.object({ token_id: z.string().max(200) }),
  success: { status: 204 },
});

const formerTokens = "/v1/oauth-apps/registration-tokens";
const formerly = { former: true, dashboard: false } as const;
/** Where registration tokens were: in a description, `{client_id}` could stand for the path's last words but one. */
export const formerRegistrationTokenContracts = {
  create: { ...createRegistrationTokenContract, path: formerTokens, ...formerly },
  list: { ...listRegistrationTokensContract, path: formerTokens, ...formerly },
  revoke: { ...revokeRegistrationTokenContract, path: `${formerTokens}/{token_id}`, ...formerly },
} as const;
