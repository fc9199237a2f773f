import { runtime } from "@/lib/access/runtime";
import { knownSecrets } from "@/lib/platform/known-secrets";
import { readMarks } from "@/lib/platform/process-claim";
import { fingerprintOf } from "@/lib/platform/secret-fingerprint";
import { listedSecrets, type SecretName } from "@/lib/platform/secrets-mark";
import { newSecret, replaceSecret } from "@/scripts/secrets.mjs";
import { CommandError } from "./command";

/**
 * The next step of replacing a secret in `secrets.json`. A new one that no process has worked with comes first once all live
 * processes accept it; where there is none, one is made.
 */
export async function rotateSecret(
  name: SecretName,
  env: NodeJS.ProcessEnv,
): Promise<{ step: "announced" | "first"; text: string }> {
  if (env[name]) {
    const file = env[`${name}_FILE`];
    throw new CommandError(
      "refused",
      `${name} is ${file ? `in ${file}` : "set in the environment"}: put the new secret before the old one there, beside several ` +
        "processes behind it first, until secrets status says that it may come first",
    );
  }
  const { settings, database } = runtime();
  const dataDir = env.LATCHKEY_DATA_DIR || "data";
  const list = listedSecrets(settings, name);
  const marks = await readMarks(database.pool);
  const worked = new Set(
    (await knownSecrets(database.pool)).filter((one) => one.name === name).map((one) => one.fingerprint),
  );
  const last = list.at(-1);
  const waits = list.length > 1 && last !== undefined && !worked.has(await fingerprintOf(last)) ? last : null;
  if (waits !== null) {
    await requireAccepted(name, waits);
    await replaceSecret(dataDir, name, [waits, ...list.slice(0, -1)]);
    return { step: "first", text: `The new ${name} comes first. Start each process anew.` };
  }
  const made = newSecret();
  if (marks.length > 1) {
    await replaceSecret(dataDir, name, [...list, made]);
    return {
      step: "announced",
      text: `A new ${name} stands behind the old one. Start each process anew, then run this again.`,
    };
  }
  await replaceSecret(dataDir, name, [made, ...list]);
  return { step: "first", text: `A new ${name} stands before the old one. Start the server anew.` };
}

/** Throws where a live process would not take what is signed or sealed with a secret. */
export async function requireAccepted(name: SecretName, secret: string): Promise<void> {
  const wanted = `${name}:${await fingerprintOf(secret)}`;
  const marks = await readMarks(runtime().database.pool);
  if (marks.some(({ accepts }) => !accepts.includes(wanted)))
    throw new CommandError(
      "refused",
      `a process runs that does not accept the new ${name} yet: start each of them anew first`,
    );
}
