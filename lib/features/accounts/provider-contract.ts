import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Instant, Timestamp } from "@/lib/http/timestamp";

/** Whose accounts one can sign in with, where the deployment has configured them; `oidc-2` is its second OpenID Connect provider. */
export const ProviderId = z.string().regex(/^(github|google|oidc(-([2-9]|[1-9]\d))?)$/);
export type ProviderId = z.output<typeof ProviderId>;

/** A provider with the name that people know it by. */
export type Provider = { id: ProviderId; label: string };

/** A provider as the settings page lists it: what of it belongs to the user, and whether it can be given up. */
export const SignInMethod = z.object({
  /** What the endpoints below name it by; a provider that is not offered any more has a name of its own. */
  provider: z.string(),
  label: z.string(),
  /** Whether this deployment offers it. */
  configured: z.boolean(),
  connected: z.object({ email: z.string().nullable(), since: Instant, last_used_at: Timestamp.nullable() }).nullable(),
});
export type SignInMethod = z.output<typeof SignInMethod>;

export const SignInMethods = z.object({
  has_password: z.boolean(),
  has_passkey: z.boolean(),
  data: z.array(SignInMethod),
});
export type SignInMethods = z.output<typeof SignInMethods>;

export const listIdentitiesContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/account/identities",
  summary: "The ways in which the user can sign in",
  success: { status: 200, body: SignInMethods },
});

/** Any name is one that may not be there. */
const OneProvider = z.object({ provider: z.string() });

export const connectIdentityContract = defineDashboardContract({
  aboutUser: true,
  method: "POST",
  path: "/api/dashboard/account/identities/{provider}",
  reauthenticated: true,
  summary: "Begin to connect an account of a provider",
  params: OneProvider,
  success: { status: 200, body: z.object({ url: z.string() }) },
});

export const disconnectIdentityContract = defineDashboardContract({
  aboutUser: true,
  method: "DELETE",
  path: "/api/dashboard/account/identities/{provider}",
  reauthenticated: true,
  summary: "Give up an account of a provider, unless it is the only way in",
  params: OneProvider,
  success: { status: 204 },
});

/** Every row about accounts of providers that are connected to a user. */
export const providerContracts: readonly Contract[] = [
  listIdentitiesContract,
  connectIdentityContract,
  disconnectIdentityContract,
];
