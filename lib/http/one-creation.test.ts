import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessChanges } from "@/lib/access/access-changes";
import { contractTable } from "@/lib/contract-table";
import { holdRuntime } from "@/lib/open-runtime";
import { openDatabase } from "@/lib/platform/database";
import { creatingRequests, creationsOf, type SendCreation } from "@/lib/testing/creating-requests";
import { type StatementProxy, startStatementProxy } from "@/lib/testing/statement-proxy";
import { patientLimits, useTestRuntime } from "@/lib/testing/test-runtime";
import { endpointOf, isCreating } from "./contract";
import { sourceOf } from "./dashboard-contract";

const { clock, open } = useTestRuntime();
let proxy: StatementProxy;
/** What was logged since the last of its answers was asked for: why one is a 503. */
let logged: string[] = [];

/** What features ask of the database goes by one connection through the proxy; the gate and what runs beside go their own way. */
beforeAll(async () => {
  const { settings, database, directory, log } = open();
  proxy = await startStatementProxy(settings.databaseUrl);
  // One connection: a handler that reads beside its open transaction would wait for ever.
  const features = openDatabase(proxy.connectionString, { features: 1 }, patientLimits);
  const { commit } = createAccessChanges({
    database: features,
    connectionString: settings.databaseUrl,
    log,
    forget: directory.forget,
    forgetAll: directory.forgetAll,
  });
  holdRuntime({
    ...open(),
    log: (level, event, fields) => void logged.push(JSON.stringify({ level, event, ...fields })),
    database: { ...database, pool: features.pool, prisma: features.prisma },
    changes: { ...open().changes, commit },
  });
  afterAll(async () => {
    holdRuntime(open());
    await features.close();
    await proxy.close();
  });
});
beforeEach(() => proxy.watch(() => "pass"));

/** The answer that a client comes to which sends its request again where it is told 503, as on a machine at its limits. */
async function answered(send: SendCreation) {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    if (answer.status !== 503 || tries === 4) return answer;
  }
}

/** How many rows each table has, apart from what is counted beside the requests. */
async function rowCounts(): Promise<Record<string, number>> {
  const { pool } = open().database;
  countRows ??= (await pool.query<{ name: string }>(countedTables)).rows
    .map(({ name }) => `SELECT '${name}' AS name, count(*)::int FROM ${name}`)
    .join(" UNION ALL ");
  // Prepared once a connection: planning takes longer than counting.
  const { rows } = await pool.query<{ name: string; count: number }>({ name: "row_counts", text: countRows });
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

let countRows: string | undefined;
const countedTables = `
  SELECT table_name AS name FROM information_schema.tables
   WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
     AND table_name !~ '^(usage_|limit_|journal_|server_|health_|recent_|refusal_|credential_networks|_)'`;

/** Until PostgreSQL has ended the transactions whose connections were cut; a repetition before that is a 409. */
async function cutsNoticed(): Promise<void> {
  for (;;) {
    const { rows } = await open().database.pool.query(
      `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND d.datname = current_database()`,
    );
    if (rows.length === 0) return;
  }
}

async function addedBy(work: () => Promise<void>): Promise<Record<string, number>> {
  const before = await rowCounts();
  await work();
  const after = await rowCounts();
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  );
}

const repeatable = contractTable.filter(
  (contract) => isCreating(contract) && contract.allow.some((caller) => caller !== "anonymous"),
);

it("every endpoint that takes an Idempotency-Key is tried here, or shares the function of one that is", () => {
  const declared = repeatable.filter((contract) => !sourceOf(contract)).map(endpointOf);
  expect(Object.keys(creatingRequests).sort()).toEqual(declared.sort());
});

// A cut at each of some thirty statements takes a slow and busy machine more than a minute.
describe.each(Object.keys(creatingRequests))("%s", { timeout: 240_000 }, (endpoint) => {
  it("creates once, with the answer in the same transaction, wherever the connection is cut", async () => {
    const statements: string[] = [];
    const create = creationsOf(endpoint, clock);
    const send = await create();
    proxy.watch((sql) => {
      statements.push(sql);
      return "pass";
    });
    logged = [];
    let answer = await send();
    const { status } = answer;
    proxy.watch(() => "pass");
    expect([answer.text, status < 300, logged]).toEqual([answer.text, true, logged]);
    expect(statements.filter((sql) => sql.startsWith("BEGIN"))).toHaveLength(1);
    expect(statements.at(-2)).toContain("INSERT INTO idempotent_answers");
    expect(statements.at(-1)).toBe("COMMIT");

    // The last one is answered twice: once never done, once done and not told.
    let expected: Record<string, number> | null = null;
    for (let cutAt = 0; cutAt <= statements.length + 1; cutAt++) {
      const again = await create();
      const losing = cutAt > statements.length;
      const place = losing ? statements.length : cutAt;
      const added = await addedBy(async () => {
        let seen = 0;
        logged = [];
        proxy.watch(() => {
          seen += 1;
          if (seen !== place) return "pass";
          return losing ? "lose-answer" : "cut";
        });
        answer = await again();
        proxy.watch(() => "pass");
        const where = `${cutAt}: ${statements[place - 1]}`;
        expect([where, answer.status, seen >= place, logged]).toEqual([
          where,
          place === 0 ? status : 503,
          true,
          logged,
        ]);
        logged = [];
        await cutsNoticed();
        const retried = await answered(again);
        const isReplayed = retried.headers.get("idempotent-replayed");
        expect([where, retried.text, retried.status, isReplayed, logged]).toEqual([
          where,
          retried.text,
          status,
          place === 0 || losing ? "true" : null,
          logged,
        ]);
        const repeated = await again();
        expect([where, repeated.text, repeated.headers.get("idempotent-replayed")]).toEqual([
          where,
          retried.text,
          "true",
        ]);
      });
      expected ??= added;
      expect([cutAt, added]).toEqual([cutAt, expected]);
    }
  });
});
