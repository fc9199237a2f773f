import { credentialFormats } from "@/lib/access/catalogue";
import type { Contract } from "./contract";
import { clientScheme, oauthScheme } from "./openapi-oauth";
import type { Json } from "./openapi-schemas";

/** Every way to say who one is. */
export function securitySchemes(publicUrl: string): Json {
  return {
    bearer: {
      type: "http",
      scheme: "bearer",
      description: `A session JWT, or a credential that begins with ${credentialFormats()
        .map(({ prefix }) => `\`${prefix}\``)
        .join(", ")}.`,
    },
    oauth2: oauthScheme(publicUrl),
    client: clientScheme,
  };
}

/** Any one of these is enough; none stands for a stranger. Only OAuth's scheme lists scopes: a bearer's are the key's. */
export function securityOf({ allow, scope, form }: Contract): Json[] {
  // A client shows its secret by HTTP Basic, or among the form's fields.
  if (form) return [{ client: [] }, {}];
  const withBearer = allow.some((caller) => caller !== "anonymous" && caller !== "oauth-token");
  return [
    ...(withBearer ? [{ bearer: [] }] : []),
    ...(allow.includes("oauth-token") ? [{ oauth2: scope ? [scope] : [] }] : []),
    ...(allow.includes("anonymous") && allow.length > 1 ? [{}] : []),
  ];
}
