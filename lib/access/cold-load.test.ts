import { expect, it } from "vitest";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { keyFormatOf } from "./catalogue";
import { generateCredential, hashCredential, hintOf, publicPrefixOf } from "./credential-format";

const { open } = useTestRuntime();

it("3,000 cold keys are all answered, and kept, while 1,000 unrelated changes are announced each second", async () => {
  const owner = await createUser();
  const { database, directory, settings } = open();
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
  const remaining = secrets.values();
  let accepted = 0;
  // As many at once as the pool serves before a busy machine lets them wait too long for a connection.
  const lane = async () => {
    for (const secret of remaining) {
      const { ok } = await directory.checkBearer(secret);
      if (ok) accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane)).finally(() => clearInterval(announcing));
  expect(accepted).toBe(secrets.length);
  expect(announced).toBeGreaterThan(100);
  expect(reads.count).toBe(secrets.length);
  for (const secret of secrets) expect(directory.checkBearer(secret)).not.toBeInstanceOf(Promise);
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
