import "server-only";
import * as z from "zod";
import { canonicalDomain } from "./email-address";
import { isLoopback } from "./loopback";

/** Who may make an account of their own, apart from the deployment's first administrator. */
export type RegistrationRule =
  | { mode: "open" | "invitation" | "closed" }
  /** Those with a proved address of one of these domains, in their ASCII form. */
  | { mode: "domains"; domains: readonly string[] };

/**
 * Who becomes the first administrator: the first user, the first one who registers from this machine, or only who shows
 * the set-up token that a start prints.
 */
export type FirstAdministrator = "anybody" | "local" | "token";

/** Whether somebody without an invitation may make an account, if only with an address of the right domain. */
export function takesStrangers(rule: RegistrationRule): boolean {
  return rule.mode === "open" || rule.mode === "domains";
}

/** The rule as a setting writes it. */
export function registrationText(rule: RegistrationRule): string {
  return rule.mode === "domains" ? `domains:${rule.domains.join(",")}` : rule.mode;
}

/** `open`, `invitation`, `closed` or `domains:example.com,example.org`. */
export const Registration = z.string().transform((text, context): RegistrationRule => {
  const given = text.trim();
  if (given === "open" || given === "invitation" || given === "closed") return { mode: given };
  const [, names] = /^domains:(.*)$/.exec(given) ?? [];
  const domains = (names ?? "").split(/[\s,]+/).filter(Boolean);
  const read = domains.map(canonicalDomain).filter((domain) => domain !== null);
  if (names !== undefined && domains.length > 0 && read.length === domains.length)
    return { mode: "domains", domains: read };
  context.addIssue("must be open, invitation, closed or domains:example.com,example.org");
  return z.NEVER;
});

/**
 * Who may become the first administrator of what listens on `HOST` and is reached at `PUBLIC_URL`. Where strangers may
 * come first, a token is asked for. A start without settings serves its own machine, and others with the token.
 */
export function firstAdministratorOf(host: string | undefined, publicUrl: string): FirstAdministrator {
  const isPublic = !isLoopback(new URL(publicUrl).hostname);
  if (host) return isLoopback(host) && !isPublic ? "anybody" : "token";
  return isPublic ? "token" : "local";
}
