import "server-only";
import { type Configuration, errors } from "oidc-provider";

/** What the page at `/authorization-error` has words for; anything else it calls a failure. */
const told: readonly string[] = [
  "invalid_client",
  "invalid_redirect_uri",
  "invalid_request",
  "invalid_scope",
  "access_denied",
  "expired",
];

/**
 * An error that must not be sent to the client, because who the client is or where it lives is what is wrong: a page for
 * browsers, RFC 6749's JSON for everybody else. Nothing of the request is shown on the page, so no link can put words there.
 */
export const renderError: NonNullable<Configuration["renderError"]> = (ctx, out, thrown) => {
  if (ctx.accepts("json", "html") === "html") {
    ctx.status = 303;
    // The library calls it an invalid request that the browser has nothing to go on with.
    const reason = thrown instanceof errors.SessionNotFound ? "expired" : out.error;
    ctx.redirect(`/authorization-error?reason=${told.includes(reason) ? reason : "server_error"}`);
    return;
  }
  const { error, error_description } = out;
  ctx.body = { error, error_description };
};
