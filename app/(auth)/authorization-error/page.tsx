import type { Metadata } from "next";
import { z } from "zod";
import { Outcome } from "@/components/oauth/outcome";
import { type AddressQuery, readAddress } from "@/components/ui/address";
import { withProductName } from "@/lib/access/branding";

export const metadata: Metadata = { title: "Authorization failed" };

const unknownApp = "The app that sent you here is not registered with {product}, or was deleted.";
const misunderstood = "The app that sent you here asked in a way that {product} does not understand.";

/**
 * The only texts this page has, by the protocol's error or by our own kind. A link cannot put words of its own here.
 */
const texts: Record<string, string> = {
  invalid_client: unknownApp,
  invalid_redirect_uri:
    "The app asked to send you to an address that it is not registered with. You were not sent there.",
  invalid_request: misunderstood,
  invalid_scope: "The app asked for nothing that it is registered for.",
  unauthorized_client: "The app is not registered for asking people for access.",
  access_denied: "The app was not given access.",
  expired: "This request has expired, was answered already, or was begun in another browser.",
  validation: misunderstood,
  payload_too_large: misunderstood,
  not_found: unknownApp,
  forbidden: "You are no member of the organization that was chosen, so the app cannot act for you there.",
  rate_limited: "Too many requests came from where you are. Wait a minute.",
  unavailable: "{product} cannot answer at the moment.",
};

const addressRules = { reason: z.enum(Object.keys(texts)) };

export default async function AuthorizationErrorPage({ searchParams }: { searchParams: Promise<AddressQuery> }) {
  const { reason } = readAddress(addressRules, await searchParams);
  const known = reason && texts[reason];
  const text = known === undefined ? "Something went wrong on our side." : withProductName(known);
  return <Outcome title="The app could not be authorized" text={`${text} Go back to the app and start again.`} />;
}
