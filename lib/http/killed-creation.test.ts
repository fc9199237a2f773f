import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { importing } from "@/lib/testing/child-module";
import { environmentOf, startChild } from "@/lib/testing/child-process";
import { createUser } from "@/lib/testing/factories";
import { type StatementProxy, startStatementProxy } from "@/lib/testing/statement-proxy";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
let proxy: StatementProxy;

beforeAll(async () => {
  proxy = await startStatementProxy(open().settings.databaseUrl);
  // Tokens that this process makes hold in the other one, which has the machine's own clock.
  clock.set(Date.now());
  afterAll(() => proxy.close());
});

const program = `
  await own.createKeyInProcess(process.env);
`;

async function startCreating(token: string, idempotencyKey: string): Promise<ChildProcess> {
  const begin = await importing("lib/testing/creating-process.ts");
  const own = { DATABASE_URL: proxy.connectionString, TOKEN: token, IDEMPOTENCY_KEY: idempotencyKey };
  return startChild(begin + program, environmentOf(open().settings, own), { stderr: "ignore" });
}

/** Holds the statements that match, after the first that matches `after`; resolves when one is held. */
function held(statement: RegExp, after: RegExp): Promise<void> {
  return new Promise((resolve) => {
    let begun = false;
    proxy.watch((sql) => {
      begun ||= after.test(sql);
      if (!begun || !statement.test(sql)) return "pass";
      resolve();
      return "hold";
    });
  });
}

it.each([
  ["before it creates", /INSERT INTO "public"."api_keys"/, /pg_try_advisory_xact_lock/],
  ["between creating and keeping the answer", /INSERT INTO idempotent_answers/, /api_keys/],
  ["before it commits", /^COMMIT$/, /INSERT INTO idempotent_answers/],
])(
  "a process that is killed %s leaves nothing, and the repetition creates once, at once",
  async (_, statement, after) => {
    const user = await createUser();
    const reached = held(statement, after);
    const child = await startCreating(user.token, "one");
    const create = () =>
      callApi("POST /api/v1/api-keys", {
        token: user.token,
        body: { name: "Laptop" },
        headers: { "idempotency-key": "one" },
      });
    try {
      await reached;
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const asked = Date.now();
    let retried = await create();
    // PostgreSQL ends what the dead process left open as soon as it reads that the connection is gone.
    while (retried.status === 409 && Date.now() - asked < 20_000) retried = await create();
    expect([retried.status, retried.headers.get("idempotent-replayed")]).toEqual([201, null]);
    // Longer than any request takes: the key is as good as before.
    clock.advance(150_000);
    const again = await create();
    expect([again.json, again.headers.get("idempotent-replayed")]).toEqual([retried.json, "true"]);
    expect(await open().database.prisma.apiKey.count({ where: { organizationId: user.id } })).toBe(1);
  },
);
