import { OtherSecrets, type Queryable, requireKnownSecrets } from "@/lib/platform/known-secrets";
import { SecretList } from "@/lib/platform/secret-list";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { readSettings } from "@/lib/platform/settings";
import { readSecrets, type Secrets, secretNames } from "@/scripts/secrets.mjs";
import { CommandError } from "./command";

/** Rejects where the secrets are not those of a database: an archive of both would be of no use. */
export async function requireSecretsOf(db: Queryable, secrets: Secrets): Promise<void> {
  // What else is configured does not matter here.
  const settings = readSettings({ ...secrets, DATABASE_URL: "postgres://unused.invalid" });
  await requireKnownSecrets(db, await fingerprintsOf(settings)).catch((error: unknown) => {
    if (!(error instanceof OtherSecrets)) throw error;
    throw new CommandError("refused", `the secrets are not those of the database: ${error.message}`, { cause: error });
  });
}

/** Rejects where others are set here: beside the restored database they would make every key and session of it worthless. */
export async function requireNoOthers(file: string, env: NodeJS.ProcessEnv, secrets: Secrets): Promise<void> {
  const stored = await readSecrets(file);
  for (const name of secretNames) {
    const present = env[name] || stored?.[name];
    // A list may hold newer ones as well.
    const listed = present ? secretsIn(present) : null;
    if (listed && !secretsIn(secrets[name]).every((secret) => listed.includes(secret)))
      throw new CommandError(
        "refused",
        `${name} is set to another value here than in the backup; remove it from the environment or ${file}`,
      );
  }
}

function secretsIn(text: string): readonly string[] {
  const { data } = SecretList.safeParse(text);
  return data ?? [text];
}
