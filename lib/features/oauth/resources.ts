import "server-only";
import { scopeDefinitionsOf } from "@/lib/access/catalogue";
import { runtime } from "@/lib/access/runtime";

/** Scopes that an OAuth app can be given: those of the API that takes its tokens. */
export const oauthScopes = scopeDefinitionsOf("prompts");

/** Where no resource is named: document 003's token, whose audience is the client. */
export const defaultResource = "urn:latchkey:api";

/** Every resource (RFC 8707) that a token can be for. */
export function resourcesOf(issuer: string): string[] {
  return [defaultResource, issuer, `${issuer}/v1`];
}

/** A resource as this server spells it; what is none of its own stays as it is. */
export function canonicalResource(asked: string): string {
  if (!URL.canParse(asked)) return asked;
  const { href } = new URL(asked);
  return resourcesOf(runtime().settings.publicUrl).find((known) => new URL(known).href === href) ?? asked;
}
