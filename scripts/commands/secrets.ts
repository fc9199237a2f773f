import { runtime } from "@/lib/access/runtime";
import { forgetSecret } from "@/lib/features/secrets/forget";
import { reseal } from "@/lib/features/secrets/reseal";
import { type Need, type SecretStatus, secretsStatus } from "@/lib/features/secrets/status";
import { type SecretName, secretNames } from "@/lib/platform/secrets-mark";
import { type Command, CommandError } from "./command";
import { requireAccepted, rotateSecret } from "./rotate-secret";
import { withRuntime } from "./with-runtime";

const status: Command = {
  name: "secrets status",
  takes: [],
  summary: "tell which secrets work, and what still needs former ones",
  details: [
    "Secrets are shown by their fingerprints. It works where a start is refused too,",
    "and then names the fingerprint of the database's own.",
  ],
  run: ({ env }) =>
    withRuntime(
      env,
      async () => {
        const secrets = await secretsStatus();
        return { text: secrets.flatMap(linesOf).join("\n"), data: { secrets } };
      },
      { secrets: "any" },
    ),
};

const resealAll: Command = {
  name: "secrets reseal",
  takes: [],
  summary: "seal under the first ENCRYPTION_KEY what a former one sealed",
  details: ["It works while the product runs, and may be broken off and repeated."],
  run: ({ env }) =>
    withListedSecrets(env, async () => {
      await requireAccepted("ENCRYPTION_KEY", runtime().settings.encryptionKey);
      const sealed = await reseal("reseal");
      const lines = sealed.map(({ kind, sealed: all, former, unreadable }) => {
        const lost = unreadable > 0 ? `, ${unreadable} that no key opens` : "";
        return `${kind}: ${all}, of them ${former} sealed anew${lost}`;
      });
      return { text: lines.join("\n"), data: { sealed } };
    }),
};

const rotate: Command = {
  name: "secrets rotate",
  takes: ["<name>"],
  summary: "put a new secret into secrets.json, in one step or two",
  details: [
    "Beside one server process or none the new secret comes first at once. Beside",
    "several it comes last; start each anew, and run this again to put it first.",
    "The old one stays behind it until you remove it: see secrets status.",
  ],
  run: ({ env, given: [name = ""] }) =>
    withListedSecrets(env, async () => {
      const done = await rotateSecret(secretNamed(name), env);
      return { text: done.text, data: { name, step: done.step } };
    }),
};

const forget: Command = {
  name: "secrets forget",
  takes: ["<name>"],
  confirms: true,
  summary: "give up a secret that is lost, with all that it was needed for",
  details: [
    "JWT_SECRET, NEXTAUTH_SECRET: everybody signs in anew. KEY_PEPPER: every key,",
    "token, client secret, recovery code and mailed link is worthless.",
    "ENCRYPTION_KEY: OAuth signs with new keys, webhooks need new secrets, and who",
    "has an authenticator app signs in with a recovery code.",
  ],
  run: ({ env, given: [name = ""], confirm }) =>
    withRuntime(
      env,
      async () => {
        const secret = secretNamed(name);
        await confirm(`Give up the ${secret} of this database, and all that it was needed for?`);
        if (!(await forgetSecret(secret)))
          throw new CommandError(
            "refused",
            `the ${secret} of this database is the one given here, or it knows none: nothing is lost`,
          );
        return { text: `The next start may have another ${secret}.`, data: { name: secret } };
      },
      { secrets: "any" },
    ),
};

/** What an operator does with the deployment's secrets. */
export const secretCommands: readonly Command[] = [status, resealAll, rotate, forget];

function withListedSecrets<T>(env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  return withRuntime(env, work, { secrets: "listed" });
}

function secretNamed(name: string): SecretName {
  const found = secretNames.find((one) => one === name.toUpperCase());
  if (!found) throw new CommandError("usage", `there is no secret ${name}; they are ${secretNames.join(", ")}`);
  return found;
}

function linesOf({ name, current, own, next, former, unreadable }: SecretStatus): string[] {
  const note = own
    ? "works"
    : "is not the database's own: it takes over when the server starts with it, or another is meant";
  return [
    `${name}: ${current} ${note}`,
    ...next.map(
      ({ fingerprint, accepted_by_all: isReady }) =>
        `  ${fingerprint} is accepted, and has not worked yet: ${isReady ? "it may come first now" : "start each process anew before it comes first"}`,
    ),
    ...former.map((one) => {
      const isAccepted = one.accepted ? "is accepted" : "is not accepted here";
      return `  ${one.fingerprint} ${isAccepted}; ${one.working ? "a process still works with it" : verdict(one.needed_by)}`;
    }),
    ...unreadable.map((need) => `  opened by none that is given: ${shown(need)}`),
  ];
}

function verdict(needs: readonly Need[]): string {
  return needs.length === 0 ? "no longer needed: it can go" : `needed by ${needs.map(shown).join(", ")}`;
}

function shown({ kind, count, until }: Need): string {
  return `${count.toLocaleString("en")} ${kind}${until ? ` (until ${until})` : ""}`;
}
