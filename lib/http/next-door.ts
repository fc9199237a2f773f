import "server-only";
import { endpointOf } from "./contract";
import { createContractIndex } from "./contract-index";
import { readEdge, ticketHeader } from "./edge-identity";
import { fetchRequest, responseOf } from "./fetch-door";
import { admit, gate } from "./gate";
import { answerAdmitted, type Binding } from "./pipeline";
import { redeemTicket } from "./ticket";

/**
 * The door for requests that come through Next. It takes over what the middleware admitted, and where no valid ticket
 * came with the request it runs the gate itself: a request that got past the middleware is checked all the same.
 */
export function nextDoor(binding: Binding): (request: Request) => Promise<Response> {
  const { contract } = binding;
  const endpoint = endpointOf(contract);
  const index = createContractIndex([contract]);
  return async (request) => {
    const { pathname: path, search } = new URL(request.url);
    const issued = redeemTicket(request.headers.get(ticketHeader), request.method, path);
    if (issued && endpointOf(issued.admission.contract) === endpoint) {
      const unread = fetchRequest(request, path, search, issued.origin);
      return responseOf(await answerAdmitted(binding, unread, issued.admission));
    }
    const unread = fetchRequest(request, path, search, readEdge(request.headers));
    const match = index.match(unread.method, path);
    // Next calls the handler of GET for HEAD as well.
    const outcome =
      match.found === "other-methods"
        ? await gate(index, unread)
        : await admit(contract, match.found === "contract" ? match.params : {}, unread);
    return responseOf(outcome.admitted ? await answerAdmitted(binding, unread, outcome.admission) : outcome.answer);
  };
}
