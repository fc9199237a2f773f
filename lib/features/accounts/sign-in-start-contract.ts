import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { contractUrl } from "@/lib/http/contract-url";
import type { ProviderId } from "./provider-contract";

/** The pages that have the providers' buttons. */
const signInPages = ["/sign-in", "/register"] as const;
export const SignInPage = z.enum(signInPages);
export type SignInPage = z.output<typeof SignInPage>;

/** Where a sign-in leads to: an application of an allowed origin, or a page of our own. `from` is the page where it began. */
export const SignInStart = z.object({
  redirect_uri: z.string().min(1).max(2_000).optional(),
  callbackUrl: z.string().max(2_000).optional(),
  from: SignInPage.optional().describe("The page of this site that a sign-in that fails leads back to"),
});
export type SignInStart = z.output<typeof SignInStart>;

const start = {
  method: "GET",
  product: "sign-in",
  allow: ["anonymous"],
  query: SignInStart,
  refuses: [404],
  errorPage: { oneOf: signInPages, keeps: "callbackUrl" },
  success: { status: 302 },
} as const;

/** Document 000's options 3 and 4. */
export const signInStartContracts = {
  github: defineContract({
    ...start,
    path: "/api/auth/github",
    summary: "Sign in with GitHub; redirects there, and at the end to `redirect_uri` with the token in its fragment",
  }),
  google: defineContract({
    ...start,
    path: "/api/auth/google",
    summary: "Sign in with Google; redirects there, and at the end to `redirect_uri` with the token in its fragment",
  }),
  oidc: defineContract({
    ...start,
    path: "/api/auth/oidc/{provider}",
    summary:
      "Sign in with an OpenID Connect provider; redirects to `oidc` or `oidc-2`, and at the end to `redirect_uri` with the token in its fragment",
    params: z.object({ provider: z.string() }),
  }),
};

/** Where a sign-in with a provider begins. */
export function signInStartPath(provider: ProviderId): string {
  if (provider === "github" || provider === "google") return signInStartContracts[provider].path;
  return contractUrl(signInStartContracts.oidc.path, { provider });
}
