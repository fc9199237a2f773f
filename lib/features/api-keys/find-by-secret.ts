import "server-only";
import { readCredential } from "@/lib/access/credential-format";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import type { ApiKey } from "./contract";
import { noSuchKey } from "./find-key";
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
  const { clock, database, peppers } = runtime();
  const read = readCredential(secret);
  if (read?.format.kind !== "api-key") throw invalidField("key", "is not an API key of this deployment");
  if (!read.valid) throw invalidField("key", "is not a whole key: a character is missing, too many or wrong");
  const found = await database.prisma.apiKey.findFirst({
    where: { AND: [{ secretHash: { in: [...peppers.hashes(secret)] } }, reachOf(principal)] },
  });
  if (!found) throw noSuchKey();
  return { data: await viewOf(database.prisma, principal, found, clock.now()) };
}
