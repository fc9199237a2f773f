import { rejectionWindowMs } from "@/lib/watch/alert-kinds";
import type { Alert } from "./contract";

const titles: Record<Alert["kind"], string> = {
  traffic: "Far more traffic than usual",
  new_network: "First use from a new network",
  rejections: "Many rejected requests",
  revoked_use: "A revoked credential is still in use",
};

const nouns: Record<Alert["credential"]["type"], string> = {
  api_key: "key",
  token: "token",
  oauth_app: "OAuth app",
  session: "session",
};

const ended: Record<Alert["credential"]["type"], string> = {
  api_key: "The key was revoked,",
  token: "The token was revoked,",
  oauth_app: "A token of the OAuth app was revoked,",
  session: "A session was ended,",
};

/** What an alert is about, in a few words. */
export function alertTitle(kind: Alert["kind"]): string {
  return titles[kind];
}

/** What happened, in one or two sentences with the figures. */
export function alertSummary(kind: Alert["kind"], details: Alert["details"], credential: Alert["credential"]): string {
  const what = nouns[credential.type];
  const from = details.network ? ` from the network ${details.network}` : "";
  switch (kind) {
    case "traffic":
      return `The ${what} made ${count(details.seen)} requests in the hour from ${hourText(details.hour)}. An hour of it usually has ${count(details.typical)}; the busiest of the last two weeks had ${count(details.busiest)}.`;
    case "new_network":
      return `The ${what} was used${from} for the first time. It was known from ${networksText(details.known_networks)}.`;
    case "rejections":
      return `${count(details.rejected)} of the ${count(details.requests)} last requests of the ${what} were refused within ${rejectionWindowMs / 60_000} minutes: ${refusals(details)}.`;
    case "revoked_use":
      return `${ended[credential.type]} and somebody tried it${from}. The requests were refused.`;
  }
}

/** What one may do about it. */
export function alertAdvice(kind: Alert["kind"], type: Alert["credential"]["type"]): string {
  if (type === "session" && kind === "revoked_use") {
    return "Another device of the user may not have noticed yet. If the network is not theirs, somebody else had their session: they change their password.";
  }
  if (type === "oauth_app" && kind === "revoked_use") {
    return "The app may not have noticed yet and asks for access again. If the network is not its own, its tokens had leaked before they were revoked.";
  }
  if (type === "session" && kind !== "rejections") {
    return "If the user cannot explain it, they end their sessions under Settings and change their password.";
  }
  if (type === "oauth_app" && kind !== "rejections") {
    return "If you cannot explain it, withdraw the app's access under Authorized apps, or replace its secret if it is yours.";
  }
  switch (kind) {
    case "traffic":
      return "If nothing of yours grew this fast, rotate the credential. A limit of its own keeps it from using up your quota.";
    case "new_network":
      return "If none of yours moved or deployed there, rotate the credential and allow only your own addresses.";
    case "rejections":
      return "Look at which requests are refused. A client that lacks a scope or ignores Retry-After needs mending; one that probes needs its credential revoked.";
    case "revoked_use":
      return "Find the place that still holds it and give it a new one. If the network is not yours, the secret had leaked before it was revoked.";
  }
}

function refusals({ unauthorized, forbidden, limited }: Alert["details"]): string {
  const parts = [
    [unauthorized, "without a valid credential (401)"],
    [forbidden, "not allowed (403)"],
    [limited, "over a limit (429)"],
  ] as const;
  return parts
    .filter(([amount]) => Number(amount) > 0)
    .map(([amount, words]) => `${count(amount)} ${words}`)
    .join(", ");
}

function networksText(known: unknown): string {
  return known === 1 ? "one network before" : `${count(known)} networks before`;
}

function hourText(hour: unknown): string {
  return typeof hour === "string" ? `${hour.slice(0, 10)} ${hour.slice(11, 16)} UTC` : "then";
}

function count(amount: unknown): string {
  return typeof amount === "number" ? amount.toLocaleString("en-US") : "some";
}
