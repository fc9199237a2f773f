import pg from "pg";
import type { Principal } from "@/lib/access/principal";
import { verifyKey } from "@/lib/features/data-plane/verify-key";
import { acquireLease } from "@/lib/features/limits/leases";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";

/** What the test holds until every process is ready, so that all of them ask at once. */
export const beginning = 4_217;
/** Clients of each process. */
export const clientsEach = 200;
const mostTries = 100;

/** A process of its own whose clients each ask for one slot of `IDENTIFIER` in the namespace `NAMESPACE`, by `TOKEN`, all at once. */
export function leaseInProcess(env: NodeJS.ProcessEnv, ready: () => void): Promise<number> {
  const wanted = { identifier: String(env.IDENTIFIER), slots: 1, ttl_seconds: 3_600 };
  return askAtOnce(
    env,
    ready,
    async (principal) => (await acquireLease(principal, String(env.NAMESPACE), wanted)).data.allowed,
  );
}

/** The same of clients who each ask, by `TOKEN`, whether a call with `KEY` may run. */
export function holdInProcess(env: NodeJS.ProcessEnv, ready: () => void): Promise<number> {
  const question = { key: String(env.KEY), scopes: [], hold: { ttl_seconds: 3_600 } };
  return askAtOnce(env, ready, async (principal) => (await verifyKey(principal, question)).data.valid);
}

/** Resolves with how many clients got what they asked for. A client to whom the database gave no connection in time asks again. */
async function askAtOnce(
  env: NodeJS.ProcessEnv,
  ready: () => void,
  ask: (principal: Principal) => Promise<boolean>,
): Promise<number> {
  const opened = await openRuntime(readSettings(env), { log: () => undefined });
  const { record } = await opened.directory.checkBearer(String(env.TOKEN));
  if (!record) throw new Error("the token is nobody's");
  const client = async (): Promise<boolean> => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(record.principal);
      } catch (error) {
        if (tries === mostTries) throw error;
      }
    }
  };
  const gate = new pg.Client({ connectionString: opened.settings.databaseUrl });
  await gate.connect();
  ready();
  // On a connection of its own, which waits as long as it takes.
  await gate.query("SELECT pg_advisory_lock_shared($1)", [beginning]);
  await gate.end();
  const answers = await Promise.all(Array.from({ length: clientsEach }, client));
  await opened.close();
  return answers.filter(Boolean).length;
}
