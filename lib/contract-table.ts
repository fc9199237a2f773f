import * as accounts from "@/lib/features/accounts/contract";
import * as administration from "@/lib/features/administration/contract";
import * as alerts from "@/lib/features/alerts/contract";
import * as apiKeys from "@/lib/features/api-keys/contract";
import * as audit from "@/lib/features/audit/contract";
import * as dataPlane from "@/lib/features/data-plane/contract";
import * as datasets from "@/lib/features/datasets/contract";
import * as evaluations from "@/lib/features/evaluations/contract";
import * as intelligence from "@/lib/features/intelligence/contract";
import * as issuers from "@/lib/features/issuers/contract";
import * as mail from "@/lib/features/mail/contract";
import * as memories from "@/lib/features/memories/contract";
import * as oauth from "@/lib/features/oauth/contract";
import * as oauthProtocol from "@/lib/features/oauth-protocol/contract";
import * as organizations from "@/lib/features/organizations/contract";
import * as prompts from "@/lib/features/prompts/contract";
import * as reports from "@/lib/features/reports/contract";
import * as skills from "@/lib/features/skills/contract";
import * as tokens from "@/lib/features/tokens/contract";
import * as usage from "@/lib/features/usage/contract";
import * as webhooks from "@/lib/features/webhooks/contract";
import type { Contract } from "@/lib/http/contract";

/** Every endpoint of the product: what a feature's contract module exports as a contract is served, gated and documented. */
export const contractTable: readonly Contract[] = [
  accounts,
  administration,
  alerts,
  apiKeys,
  audit,
  dataPlane,
  datasets,
  evaluations,
  intelligence,
  issuers,
  mail,
  memories,
  oauth,
  oauthProtocol,
  organizations,
  prompts,
  reports,
  skills,
  tokens,
  usage,
  webhooks,
].flatMap((feature) => Object.values(feature).flatMap(contractsIn));

function contractsIn(value: unknown): Contract[] {
  if (isContract(value)) return [value];
  // A plain record of contracts, such as a feature's dashboard endpoints; schemas are instances of classes.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.values(value).filter(isContract);
}

function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && "method" in value && "path" in value && "allow" in value;
}
