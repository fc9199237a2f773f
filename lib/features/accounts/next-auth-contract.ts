import { z } from "zod";
import { defineContract } from "@/lib/http/contract";

/** What next-auth answers under our gate. Only the callbacks are sign-in attempts. */
const nextAuth = {
  product: "dashboard",
  allow: ["anonymous"],
  audience: "library",
  success: { status: 200 },
} as const;

const providerCallback = {
  ...nextAuth,
  product: "sign-in",
  method: "GET",
  summary: "Where the provider sends the browser back to",
  errorPage: { unlessRemembered: "/sign-in" },
} as const;

export const nextAuthContracts = {
  csrf: defineContract({ ...nextAuth, method: "GET", path: "/api/auth/csrf", summary: "A token against forged forms" }),
  credentials: defineContract({
    ...nextAuth,
    product: "sign-in",
    method: "POST",
    path: "/api/auth/callback/credentials",
    summary: "Sign in to the dashboard",
  }),
  github: defineContract({ ...providerCallback, path: "/api/auth/callback/github" }),
  google: defineContract({ ...providerCallback, path: "/api/auth/callback/google" }),
  oidc: defineContract({
    ...providerCallback,
    path: "/api/auth/callback/{provider}",
    params: z.object({ provider: z.string() }),
  }),
  signOut: defineContract({ ...nextAuth, method: "POST", path: "/api/auth/signout", summary: "Sign out" }),
};
