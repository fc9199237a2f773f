import "server-only";
import { endpointOf } from "./contract";
import { createContractIndex } from "./contract-index";
import { readEdge, ticketHeader } from "./edge-identity";
import { fetchRequest, responseOf } from "./fetch-door";
import { admit, gate } from "./gate";
import { answerAdmitted, type Binding } from "./pipeline";
import { redeemTicket } from "./ticket";

/**
 * The door for requests that come through Next. It takes over what the middleware admitted. Where no valid ticket came
 * with the request it runs the gate itself. A request that got past the middleware is checked all the same, and meets
 * the first contract, never the dashboard's.
 */
export function nextDoor(bindings: readonly [Binding, ...Binding[]]): (request: Request) => Promise<Response> {
  const [binding] = bindings;
  const { contract } = binding;
  const index = createContractIndex([contract]);
  return async (request) => {
    const { pathname: path, search } = new URL(request.url);
    const issued = redeemTicket(request.headers.get(ticketHeader), request.method, path);
    const endpoint = issued && endpointOf(issued.admission.contract);
    const admitted = bindings.find((bound) => endpointOf(bound.contract) === endpoint);
    if (issued && admitted) {
      const unread = fetchRequest(request, path, search, issued.origin);
      return responseOf(await answerAdmitted(admitted, unread, issued.admission), request);
    }
    const unread = fetchRequest(request, path, search, readEdge(request.headers));
    const match = index.match(unread.method, path);
    // Next calls the handler of GET for HEAD as well.
    const outcome =
      match.found === "other-methods"
        ? await gate(index, unread)
        : await admit(contract, match.found === "contract" ? match.params : {}, unread);
    const answer = outcome.admitted ? await answerAdmitted(binding, unread, outcome.admission) : outcome.answer;
    return responseOf(answer, request);
  };
}
