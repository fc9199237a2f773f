import "server-only";
import { runtime } from "@/lib/access/runtime";
import { signingKeysSubject } from "@/lib/access/signing-keys";
import { knownSecrets, ownOf } from "@/lib/platform/known-secrets";
import { fingerprintsOf, type SecretName } from "@/lib/platform/secrets-mark";
import { reseal } from "./reseal";

/**
 * Gives up the deployment's own secret of a name, which is lost: the next start may have another. False where the given secrets
 * hold it. With an ENCRYPTION_KEY goes what nothing opens any more and what new ones can be made of, such as signing keys.
 */
export async function forgetSecret(name: SecretName): Promise<boolean> {
  const { changes, database, settings } = runtime();
  const own = ownOf(await knownSecrets(database.pool), name);
  const { accepted } = (await fingerprintsOf(settings))[name];
  if (!own || accepted.includes(own.fingerprint)) return false;
  await database.pool.query(
    "UPDATE deployment_secrets SET forgotten_at = clock_timestamp() WHERE name = $1 AND fingerprint <> ALL($2)",
    [name, accepted],
  );
  if (name === "ENCRYPTION_KEY") {
    await reseal("drop-lost");
    await changes.commit(async () => ({ result: undefined, subjects: [signingKeysSubject] }));
  }
  return true;
}
