import "server-only";
import * as z from "zod";

const paths = "the documents and RFC 8615 fix the product's paths, so it needs a host name of its own";

/**
 * Where browsers reach the deployment, as an origin in its normal form. All else that a URL may hold is refused: the
 * product stands at the root of its host (docs/operations/proxies.md).
 */
export const PublicUrl = z.string().transform((text, context): string => {
  const refuse = (problem: string) => {
    context.addIssue(problem);
    return z.NEVER;
  };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return refuse("must be an address with https:// or http://");
  if (url.username !== "" || url.password !== "") return refuse("must hold no user and no password");
  if (url.pathname !== "/") return refuse(`must have no path: ${paths}`);
  if (/[?#]/.test(text)) return refuse("must have no query and no fragment");
  return url.origin;
});

/** Asked for elsewhere, and refused here rather than ignored. */
export const BasePath = z
  .string()
  .refine((text) => text === "" || text === "/", `must be empty: ${paths}`)
  .optional();
