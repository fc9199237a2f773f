import { type Contract, isCreating } from "@/lib/http/contract";
import { resources } from "./resources";

/** What a request to an endpoint is made from: plain data, so that a built client carries no schemas. */
export type Endpoint = {
  method: string;
  path: string;
  /** Where the input goes that is not part of the path. */
  rest: "body" | "query";
  takesTenant: boolean;
  /** It takes an `Idempotency-Key`. */
  creates: boolean;
  /** It changes nothing. */
  reads: boolean;
  answers: "json" | "text";
};

/** The client's methods by resource, each with the endpoint that it calls. */
export const endpoints: Record<string, Record<string, Endpoint>> = Object.fromEntries(
  Object.entries<Record<string, Contract>>(resources).map(([resource, contracts]) => [
    resource,
    Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, endpointOf(contract)])),
  ]),
);

function endpointOf(contract: Contract): Endpoint {
  const { method, path, body, query, readsOnly, success } = contract;
  const schema = body ?? query;
  return {
    method,
    path,
    rest: body ? "body" : "query",
    takesTenant: typeof schema === "object" && "shape" in schema && "tenantId" in (schema.shape as object),
    creates: isCreating(contract) && !contract.allow.includes("anonymous"),
    reads: method === "GET" || readsOnly === true,
    answers: success.media ? "text" : "json",
  };
}
