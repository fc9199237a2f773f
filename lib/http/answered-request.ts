import type { IncomingHttpHeaders } from "node:http";
import { endpointOf } from "./contract";
import type { SeenRequest } from "./seen-request";

/** A request whose answer has left, or whose client has. */
export type AnsweredRequest = {
  requestId: string;
  method: string;
  headers: IncomingHttpHeaders;
  seen: SeenRequest;
  status: number;
  /** False where the connection closed before all of the answer was handed over. */
  isWhole: boolean;
  /** From its headers to the end of its answer. */
  ms: number;
};

/** Told of every request once it is answered. */
export type OnAnswered = (answered: AnsweredRequest) => void;

/** Where a request led, in names that we chose: endpoint, page, `file`, `unknown path`, or `edge` for what was refused there. */
export function endpointNameOf({ method, seen: { gate, page } }: Pick<AnsweredRequest, "method" | "seen">): string {
  if (gate) return gate.contract ? endpointOf(gate.contract) : "unknown path";
  if (page === null) return "edge";
  return page.startsWith("/") && (method === "GET" || method === "HEAD") ? `GET ${page}` : page;
}
