import { expect, it, vi } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { keyFormatOf } from "./catalogue";
import { generateCredential, hashCredential, hintOf, publicPrefixOf } from "./credential-format";

const { open } = useTestRuntime();

it("3,000 cold keys at once are all answered by a query for each thousand, and kept, while 1,000 unrelated changes are announced each second", async () => {
  const owner = await createUser();
  const { changes, database, directory, settings } = open();
  const format = keyFormatOf("prompts", "production");
  if (!format) throw new Error("prompts has keys");
  const secrets = Array.from({ length: 3_000 }, () => generateCredential(format));
  await database.prisma.apiKey.createMany({
    data: secrets.map((secret, index) => ({
      id: `cold-${index}`,
      lineId: `cold-${index}`,
      organizationId: owner.principal.organizationId,
      product: "prompts",
      environment: "production",
      name: "Cold",
      keyPrefix: publicPrefixOf(secret, format),
      secretHash: hashCredential(secret, settings.keyPepper),
      secretHint: hintOf(secret, format),
      scopes: ["prompts:read"],
      ipAllowlist: [],
    })),
  });
  const reads = countReads(database.gate);
  let announced = 0;
  const beganMs = performance.now();
  // As many as are due, however rarely a busy machine lets the timer run.
  const announcing = setInterval(() => {
    while (announced < performance.now() - beganMs) directory.forget(`user:stranger-${announced++}`);
  }, 1);
  try {
    const checks = await Promise.all(secrets.map((secret) => directory.checkBearer(secret)));
    expect(checks.filter(({ ok }) => ok)).toHaveLength(secrets.length);
    expect(announced).toBeGreaterThan(10);
    // A thousand a query, and none a second time.
    expect(reads.count).toBe(3);
    const before = announced;
    // Memory that a busy machine has not confirmed yet says nothing of what is kept in it.
    await vi.waitFor(() => expect([announced > before + 10, changes.ageMs() < 500]).toEqual([true, true]), 20_000);
    expect(secrets.filter((secret) => directory.glance(secret))).toHaveLength(secrets.length);
  } finally {
    clearInterval(announcing);
  }
});

/** Counts the queries of a pool that read a key. */
function countReads(pool: { query: (...args: never[]) => unknown }): { count: number } {
  const reads = { count: 0 };
  const query = pool.query.bind(pool);
  pool.query = (...args) => {
    if (String(args[0]).includes("FROM api_keys")) reads.count += 1;
    return query(...args);
  };
  return reads;
}
