import { type Contract, isCreating } from "./contract";
import type { JsonSchema } from "./json-schema";

export type HeaderParameter = { name: string; description: string; schema: JsonSchema };

/** The headers that an endpoint takes beside its credential; `conditional` where it evaluates `If-Match`. */
export function headerParametersOf(contract: Contract, conditional: boolean): HeaderParameter[] {
  const onlyAnonymous = contract.allow.every((caller) => caller === "anonymous");
  return [...(isCreating(contract) && !onlyAnonymous ? [idempotencyKey] : []), ...(conditional ? [ifMatch] : [])];
}

const idempotencyKey: HeaderParameter = {
  name: "Idempotency-Key",
  description:
    "However often the request is sent with the same key within 24 hours, it creates once; a repetition gets the first answer again",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const ifMatch: HeaderParameter = {
  name: "If-Match",
  description: "The `ETag` of the resource as it was read: 412 when it has changed since",
  schema: { type: "string" },
};
