import type { Verdict } from "./verdict";
import { verdictOf } from "./verified-requests";
import type { Verifier } from "./verifier";
import { answerVerified, type WebRequirements } from "./web";

/**
 * A route handler of Next, or of anything else that takes a `Request`. `handler` runs for a request whose key fulfils
 * the requirements, and is told whose it is (null where it passed unchecked); every other one is answered.
 */
export function withKey<R extends Request, Rest extends unknown[]>(
  verifier: Verifier,
  { ip, ...requirements }: WebRequirements<R>,
  handler: (request: R, verdict: Verdict | null, ...rest: Rest) => Promise<Response> | Response,
): (request: R, ...rest: Rest) => Promise<Response> {
  return (request, ...rest) =>
    answerVerified(verifier, request, requirements, ip?.(request), async () =>
      handler(request, verdictOf(request), ...rest),
    );
}
