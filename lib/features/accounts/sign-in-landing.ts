import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Arrival } from "./next-auth";
import { secondStepPath } from "./second-step-path";
import type { SignInErrorCode } from "./sign-in-contract";
import type { Goal } from "./sign-in-intent";

/**
 * Where a browser goes at the end of a sign-in at a provider; `goal` is null when it is not known what it was for. An
 * application's answer is in the fragment, which no server, log or `Referer` sees.
 */
export function landingOf(arrival: Arrival, goal: Goal | null): string {
  if (arrival.kind === "second-factor") {
    const target = goal?.kind === "dashboard" ? goal.target : "/dashboard";
    return secondStepPath(target);
  }
  if (goal?.kind === "token") {
    if (arrival.kind === "token") {
      const expiresIn = String(runtime().settings.sessionLifetimeSeconds);
      return withFragment(goal.redirectUri, {
        access_token: arrival.token,
        token_type: "bearer",
        expires_in: expiresIn,
      });
    }
    return withFragment(goal.redirectUri, { error: codeOf(arrival) });
  }
  if (goal?.kind === "connect") {
    const outcome: Record<string, string> =
      arrival.kind === "connected" ? { connected: arrival.provider } : { connect_error: codeOf(arrival) };
    return `/dashboard/settings?${new URLSearchParams(outcome)}`;
  }
  if (goal?.kind === "confirm") {
    return arrival.kind === "confirmed"
      ? "/confirmed"
      : `/confirmed?${new URLSearchParams({ error: codeOf(arrival) })}`;
  }
  const target = goal?.target ?? "/dashboard";
  if (arrival.kind === "session") return target;
  const code = codeOf(arrival);
  const page = (!aboutAccount.has(code) && goal?.from) || "/sign-in";
  return `${page}?${new URLSearchParams({ error: code, callbackUrl: target })}`;
}

/** Where a return from a provider leads that is not let in: an address that ends before the kind of the refusal. */
export function refusedLandingOf(goal: Goal): string {
  switch (goal.kind) {
    case "token":
      return withFragment(goal.redirectUri, { error: "" });
    case "connect":
      return "/dashboard/settings?connect_error=";
    case "confirm":
      return "/confirmed?error=";
    case "dashboard":
      return `${goal.from ?? "/sign-in"}?${new URLSearchParams({ callbackUrl: goal.target, reason: "" })}`;
  }
}

/** What is mended with an account that is here already, so on the sign-in page wherever the sign-in began. */
const aboutAccount: ReadonlySet<SignInErrorCode> = new Set([
  "account_exists",
  "password_reset_required",
  "provider_required",
  "suspended",
]);

function withFragment(uri: string, values: Record<string, string>): string {
  return `${uri}#${new URLSearchParams(values)}`;
}

function codeOf(arrival: Arrival): SignInErrorCode {
  return arrival.kind === "failed" ? arrival.code : "server_error";
}
