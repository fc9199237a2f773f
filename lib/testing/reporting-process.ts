import pg from "pg";
import { reportUsage } from "@/lib/features/metering/report-usage";
import { openRuntime } from "@/lib/open-runtime";
import { readSettings } from "@/lib/platform/settings";
import { randomFrom } from "./random-from";

/** What the test holds until every process is ready, so that all of them report at once. */
export const reportingBegins = 4_218;
export const reportedType = "of.shared";
const batch = 50;
const clients = 4;

/** The events that every process reports, each of which is to be counted once. */
export function sharedEvents(count: number): object[] {
  return Array.from({ length: count }, (_, place) => ({
    specversion: "1.0",
    id: `evt-${place}`,
    source: "/shared",
    type: reportedType,
    subject: `user_${place % 7}`,
    data: { n: (place % 13) / 10, model: `m${place % 5}` },
  }));
}

/**
 * A process of its own that reports `COUNT` events by `TOKEN`, in an order of its own and several batches at once. Calls `told`
 * after each batch. A batch that could not be stored is sent again.
 */
export async function reportInProcess(env: NodeJS.ProcessEnv, ready: () => void, told: () => void): Promise<void> {
  const opened = await openRuntime(readSettings(env), { log: () => undefined });
  const { record } = await opened.directory.checkBearer(String(env.TOKEN));
  if (!record) throw new Error("the token is nobody's");
  const random = randomFrom(Number(env.SEED));
  const events = sharedEvents(Number(env.COUNT))
    .map((event) => ({ event, at: random(1e9) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ event }) => event);
  const batches = Array.from({ length: Math.ceil(events.length / batch) }, (_, place) =>
    events.slice(place * batch, (place + 1) * batch),
  );
  const send = async (): Promise<void> => {
    for (let next = batches.shift(); next; next = batches.shift()) {
      const body = Buffer.from(JSON.stringify(next));
      const request = { headers: new Headers(), readBody: async () => body };
      const { data } = await reportUsage(record.principal, request).catch(() => ({ data: null }));
      if (data === null) batches.push(next);
      else if (data.refused > 0) throw new Error("an event was refused");
      else told();
    }
  };
  ready();
  // The product's own connections wait for a lock no longer than a request may.
  const gate = new pg.Client({ connectionString: opened.settings.databaseUrl });
  await gate.connect();
  await gate.query("SELECT pg_advisory_lock_shared($1)", [reportingBegins]);
  await gate.end();
  await Promise.all(Array.from({ length: clients }, send));
  await opened.close();
}
