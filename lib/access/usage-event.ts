import type { Environment, ProductId } from "./catalogue";

/** 429 stands apart from the other 4xx: being limited is not being wrong. */
export const statusClasses = ["2xx", "3xx", "4xx", "429", "5xx"] as const;
export type StatusClass = (typeof statusClasses)[number];

/** One answered request, as it is counted. */
export type UsageEvent = {
  organizationId: string;
  product: ProductId;
  environment: Environment;
  credentialId: string;
  /** Method and path template, such as `POST /v1/prompts/{id}/versions`. */
  endpoint: string;
  status: number;
  /** Milliseconds since the epoch. */
  atMs: number;
  /** How long the answer took, in whole microseconds; absent in notes of versions that did not measure it. */
  elapsedMicros?: number;
  /** What the service that was called tells its requests apart by besides; without line breaks and tabs. */
  tags?: readonly string[];
};

export function statusClassOf(status: number): StatusClass {
  if (status === 429) return "429";
  if (status < 300) return "2xx";
  if (status < 400) return "3xx";
  return status < 500 ? "4xx" : "5xx";
}
