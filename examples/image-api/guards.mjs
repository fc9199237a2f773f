import { createIdentityVerifier, createVerifier, verdictOf } from "@latchkey/client";
import { requireKey } from "@latchkey/client/express";

const product = "images";

/**
 * The guard of a service that reads its callers' keys itself: it asks the deployment about each, by method and path, and about the
 * album where a request names one.
 */
export function askingGuard({ baseUrl, serviceKey }) {
  const keysIn = { headers: ["authorization", "x-api-key"] };
  const verifier = createVerifier({ baseUrl, apiKey: serviceKey, keysIn });
  const guard = (request, response, next) =>
    requireKey(verifier, { product, route: true, ...albumOf(request.params) })(request, response, (error) => {
      request.caller = error ? undefined : ownerOf(verdictOf(request).customer);
      next(error);
    });
  return guard;
}

function albumOf({ album }) {
  return album === undefined ? {} : { resource: album };
}

/**
 * The guard of a service behind a proxy that asks for it: the signed identity says whose request it is. What reaches the service
 * past the proxy has none, and is refused.
 */
export function proxiedGuard({ baseUrl }) {
  const identities = createIdentityVerifier({ baseUrl, product });
  return async (request, response, next) => {
    const identity = await identities.verify(request.get("x-latchkey-identity")).catch(() => null);
    if (!identity) {
      response
        .status(401)
        .json({ error: { code: "UNAUTHENTICATED", message: "This service is reached through its proxy" } });
      return;
    }
    request.caller = ownerOf(identity.customer);
    next();
  };
}

/** Whose albums: the customer's, or those of the company itself. */
function ownerOf(customer) {
  return customer ? customer.external_id : "the company";
}
