import "server-only";
import { type Configuration, type ErrorOut, errors, type KoaContextWithOIDC } from "oidc-provider";

/** What the page at `/authorization-error` has words for; anything else it calls a failure. */
const told: readonly string[] = [
  "invalid_client",
  "invalid_redirect_uri",
  "invalid_request",
  "invalid_scope",
  "unauthorized_client",
  "access_denied",
  "expired",
];

/**
 * An error that must not be sent to the client, because its identity or address is what is wrong. Browsers get a page,
 * everybody else RFC 6749's JSON. Nothing of the request is shown on the page, so no link can put words there.
 */
export const renderError: NonNullable<Configuration["renderError"]> = (ctx, out, thrown) => {
  const { error, error_description } = toldOf(ctx, out);
  if (ctx.accepts("json", "html") === "html") {
    ctx.status = 303;
    // The library calls it an invalid request that the browser has nothing to go on with.
    const reason = thrown instanceof errors.SessionNotFound ? "expired" : error;
    ctx.redirect(`/authorization-error?reason=${told.includes(reason) ? reason : "server_error"}`);
    return;
  }
  ctx.body = { error, error_description };
};

/** An app that may not ask for codes has no address for them to go to. Then the grant is wrong. */
function toldOf({ oidc }: KoaContextWithOIDC, out: ErrorOut): Pick<ErrorOut, "error" | "error_description"> {
  if (out.error !== "invalid_redirect_uri" || oidc.client?.grantTypeAllowed("authorization_code") !== false) return out;
  return { error: "unauthorized_client", error_description: "this app is not registered for authorization codes" };
}
