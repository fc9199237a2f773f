import "server-only";
import { runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import { signingKeysSubject } from "@/lib/access/signing-keys";
import { knownSecrets, ownOf } from "@/lib/platform/known-secrets";
import { fingerprintsOf, type SecretName } from "@/lib/platform/secrets-mark";

/**
 * Gives up the deployment's own secret of a name, which is lost: the next start may have another. False where the given secrets
 * hold it. With an ENCRYPTION_KEY go the signing keys that nothing opens any more, so that new ones can be made.
 */
export async function forgetSecret(name: SecretName): Promise<boolean> {
  const { database, settings } = runtime();
  const own = ownOf(await knownSecrets(database.pool), name);
  const { accepted } = (await fingerprintsOf(settings))[name];
  if (!own || accepted.includes(own.fingerprint)) return false;
  await database.pool.query(
    "UPDATE deployment_secrets SET forgotten_at = clock_timestamp() WHERE name = $1 AND fingerprint <> ALL($2)",
    [name, accepted],
  );
  if (name === "ENCRYPTION_KEY") await dropUnreadableSigningKeys();
  return true;
}

async function dropUnreadableSigningKeys(): Promise<void> {
  const { changes, seals } = runtime();
  await changes.commit(async (tx) => {
    for (const { kid, sealedPrivateJwk } of await tx.oAuthSigningKey.findMany()) {
      try {
        seals.open(sealedPrivateJwk, sealPurposes.signingKey);
      } catch {
        await tx.oAuthSigningKey.delete({ where: { kid } });
      }
    }
    return { result: undefined, subjects: [signingKeysSubject] };
  });
}
