import "server-only";
import { hash } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { parseJson } from "@/lib/http/body";
import { checkInput } from "@/lib/http/check-input";
import type { UnreadRequest } from "@/lib/http/unread-request";
import { actOnLeaks } from "./act-on-leaks";
import { type Feedback, LeakReport } from "./contract";
import { findLeaked } from "./find-leaked";
import { placeOfMatch } from "./match-place";
import type { Sighting } from "./new-leak";

/** So many places at most are dealt with in one transaction. */
const batch = 200;

/**
 * Takes a report of a secret-scanning partner. 404 where none is configured. 403, in the same words whatever is wrong,
 * for a body that the partner did not sign. 503 while its keys cannot be had, and where some imported keys could not be
 * tried yet. What it names is dealt with by the policy of the organization whose it is, before the answer says which of
 * it was real. A report that comes again changes nothing again.
 */
export async function receiveReport(request: UnreadRequest): Promise<Feedback[]> {
  const matches = await readReport(request);
  const { found: leaked, isWhole } = await findLeaked(matches.map(({ token }) => token));
  const byOrganization = new Map<string, Sighting[]>();
  for (const match of matches) {
    const found = leaked.get(match.token);
    if (!found) continue;
    const sightings = byOrganization.get(found.organizationId) ?? [];
    sightings.push({ ...found, ...placeOfMatch(match) });
    byOrganization.set(found.organizationId, sightings);
  }
  for (const [organizationId, sightings] of byOrganization) {
    for (let at = 0; at < sightings.length; at += batch) {
      await actOnLeaks(organizationId, sightings.slice(at, at + batch));
    }
  }
  if (!isWhole) {
    const message = "Not all of the report could be looked at yet; what was found is dealt with: send it again";
    throw new ApiError("unavailable", message, { headers: { "retry-after": "60" } });
  }
  return matches.map(({ token, type }) => ({
    token_hash: hash("sha256", token),
    token_type: type,
    label: leaked.has(token) ? "true_positive" : "false_positive",
  }));
}

async function readReport(request: UnreadRequest): Promise<LeakReport> {
  const { partnerKeys } = runtime();
  if (!partnerKeys) throw new ApiError("not_found", "No secret-scanning partner is configured here");
  const keyId = request.headers.get("github-public-key-identifier");
  const signature = request.headers.get("github-public-key-signature");
  if (!keyId || !signature) throw notSigned();
  const body = await request.readBody();
  const verdict = await partnerKeys.judge(body, keyId, signature);
  if (verdict === "unknown") {
    const message = "The partner's keys cannot be had; try again";
    throw new ApiError("unavailable", message, { headers: { "retry-after": "5" } });
  }
  if (verdict === "forged") throw notSigned();
  // What the schema says is what it returns.
  return checkInput(LeakReport, parseJson(body)) as LeakReport;
}

function notSigned(): ApiError {
  return new ApiError("forbidden", "The body is not signed by a key of the partner's");
}
