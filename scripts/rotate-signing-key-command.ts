import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import { openCommandDatabase } from "./command-database";

const options = ["--now", "--compromised"];

/**
 * Publishes a new signing key and says since when it signs. Servers that run on the same database take it up by
 * themselves.
 */
export async function rotateSigningKeyCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const unknown = args.find((arg) => !options.includes(arg));
  if (unknown) throw new Error(`there is no option ${unknown}; there are ${options.join(" and ")}`);
  const database = await openCommandDatabase(env);
  try {
    const runtime = await openRuntime(readSettings({ ...env, DATABASE_URL: database.url }), { maxConnections: 2 });
    try {
      await runtime.signingKeys.current();
      const endOthers = args.includes("--compromised");
      const { kid, activeAtMs } = await runtime.signingKeys.rotate({ now: args.includes("--now"), endOthers });
      const rest = endOthers
        ? "Every other key is gone, and every access token has ended."
        : "The old key's tokens go on until they expire.";
      return `The key ${kid} is published and signs from ${new Date(activeAtMs).toISOString()} on. ${rest}`;
    } finally {
      await runtime.close();
    }
  } finally {
    await database.leave();
  }
}
