import "server-only";
import { hash } from "node:crypto";
import { readCredential } from "@/lib/access/credential-format";
import { importedHashes } from "@/lib/access/imported-hash";
import { shortestImportedKey } from "@/lib/access/placeholder-keys";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { noSuchKey } from "./find-key";
import type { ApiKey } from "./key-contract";
import { reachOf } from "./key-reach";
import { viewOf } from "./key-view";
import type { FindKeyRequest } from "./list-contract";

/**
 * The key that a secret belongs to, found by its hash; ended ones too. 400 for what is no whole API key of this deployment,
 * 404 for one that the caller may not see.
 */
export async function findKeyBySecret(
  principal: Principal,
  { key: secret }: FindKeyRequest,
): Promise<{ data: ApiKey }> {
  const { clock, database, peppers, slowKeys } = runtime();
  const { organizationId } = principal;
  const read = readCredential(secret);
  const isOwn = read?.valid === true && read.format.kind === "api-key";
  const hashes = isOwn ? peppers.hashes(secret) : importedHashes(peppers, hash("sha256", secret));
  const imported = isOwn ? {} : { importedAt: { not: null } };
  const among = (stored: readonly string[]) =>
    database.prisma.apiKey.findFirst({
      where: { AND: [{ secretHash: { in: [...stored] }, ...imported }, reachOf(principal)] },
    });
  const mayWait = !isOwn && secret.length >= shortestImportedKey;
  let found = await among(hashes);
  // One that is known by a hash with a salt has to be tried.
  const waiting =
    found || !mayWait ? null : await slowKeys.find(secret, { name: `org:${organizationId}`, organizationId });
  if (waiting !== null) found = await among([waiting]);
  if (!found && read?.format.kind !== "api-key") throw invalidField("key", "is not an API key of this deployment");
  if (!found && !read?.valid) {
    throw invalidField("key", "is not a whole key: a character is missing, too many or wrong");
  }
  if (!found) throw noSuchKey();
  return { data: await viewOf(database.prisma, principal, found, clock.now()) };
}
