import { expect, it, vi } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

// With the limits of the product, which tests elsewhere do not have.
const { open } = useTestRuntime({ databaseLimits: {} });

const createPrompt = async (user: TestUser, name: string) =>
  (await callApi("POST /v1/prompts", { token: user.token, body: { name, visibility: "private" } })).json;

/** Does something while another connection holds what `lock` locks. */
async function whileLocked(lock: string, values: unknown[], work: () => Promise<void>): Promise<void> {
  const holder = await open().database.gate.connect();
  try {
    await holder.query("BEGIN");
    await holder.query(lock, values);
    await work();
  } finally {
    await holder.query("ROLLBACK");
    holder.release();
  }
}

const waiters = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/** Resolves once so many connections wait for a lock. */
const whenWaiting = (count: number) =>
  vi.waitFor(async () => expect((await open().database.gate.query(waiters)).rowCount).toBe(count), {
    timeout: 10_000,
    interval: 5,
  });

const lockPrompt = "SELECT 1 FROM prompts WHERE id = $1 FOR UPDATE";

it("an organization whose writers all wait for one row takes no connection that another needs", async () => {
  const [busy, quiet] = [await createUser({ plan: "business" }), await createUser({ plan: "business" })];
  const prompt = await createPrompt(busy, "Locked");
  await createPrompt(quiet, "Free");
  const rename = () =>
    callApi(`PATCH /v1/prompts/${prompt.id}`, { token: busy.token, body: { description: "Another" } });
  await whileLocked(lockPrompt, [prompt.id], async () => {
    const writers = Promise.all(Array.from({ length: 14 }, rename));
    await whenWaiting(4);
    const reads = await Promise.all(
      Array.from({ length: 20 }, () => callApi("GET /v1/prompts", { token: quiet.token })),
    );
    expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
    const refused = await writers;
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 503));
    expect(refused.map(({ headers }) => headers.get("retry-after"))).toEqual(refused.map(() => "1"));
    // Those that had a connection waited for the lock; the others never had their turn.
    const messages = refused.map(({ json }) => json.error.message);
    expect(messages).toContain("The service cannot answer right now; try again");
    expect(messages).toContain("Too many of your requests are under way at once; try again");
  });
  expect((await rename()).status).toBe(200);
});

it("what is answered from memory takes no turn while the organization's are all taken", async () => {
  const user = await createUser({ plan: "business" });
  const key = await createKey(user, { product: "tunnel" });
  const prompt = await createPrompt(user, "Locked");
  const verify = () => callApi("GET /api/v1/forward-auth", { token: key.secret });
  await verify();
  await whileLocked(lockPrompt, [prompt.id], async () => {
    const rename = () =>
      callApi(`PATCH /v1/prompts/${prompt.id}`, { token: user.token, body: { description: "Another" } });
    const writers = Promise.all(Array.from({ length: 6 }, rename));
    await whenWaiting(4);
    expect((await verify()).status).toBe(200);
    await writers;
  });
});

it("callers without a credential are bounded together, and leave room for those who have one", async () => {
  const user = await createUser({ plan: "business" });
  const listMemories = () => callApi("GET /api/v1/memories", { token: user.token });
  await listMemories();
  await whileLocked("LOCK TABLE prompts", [], async () => {
    const strangers = Promise.all(
      Array.from({ length: 12 }, (_, index) => callApi("GET /v1/prompts", { address: `203.0.113.${index}` })),
    );
    await whenWaiting(5);
    expect((await listMemories()).status).toBe(200);
    expect((await strangers).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 503));
  });
});
