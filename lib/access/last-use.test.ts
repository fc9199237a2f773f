import pg from "pg";
import { expect, it } from "vitest";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";
import type { CredentialRecord } from "./credential-record";

const { clock, open } = useTestRuntime();

async function recordOf(secret: string): Promise<CredentialRecord> {
  const check = await open().directory.checkBearer(secret);
  if (!check.ok) throw new Error(check.reason);
  return check.record;
}

it("is written in one order, so that another process that writes of the same keys is never waited for in turn", async () => {
  const { lastUse, settings } = open();
  const owner = await createUser();
  const keys = await Promise.all([createKey(owner), createKey(owner)]);
  const [low, high] = keys.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  clock.advance(120_000);
  const used = [await recordOf(high?.secret ?? ""), await recordOf(low?.secret ?? "")];
  const other = new pg.Client({ connectionString: settings.databaseUrl });
  await other.connect();
  try {
    const take = (id?: string) => other.query("SELECT id FROM api_keys WHERE id = $1 FOR UPDATE", [id]);
    await other.query("BEGIN");
    await take(low?.id);
    // Not before: the runtime writes what was noted once a second, too.
    for (const record of used) lastUse.note(record, clock.now(), "203.0.113.9");
    const flushing = lastUse.flush();
    await untilWaitedFor(other);
    await take(high?.id);
    await other.query("COMMIT");
    await flushing;
  } finally {
    await other.end();
  }
  const rows = await open().database.prisma.apiKey.findMany({ select: { lastUsedIp: true } });
  expect(rows.map(({ lastUsedIp }) => lastUsedIp)).toEqual(["203.0.113.9", "203.0.113.9"]);
});

it("is all written when a flush is done, also what another one was just writing", async () => {
  const { lastUse, settings, database } = open();
  const key = await createKey(await createUser());
  clock.advance(120_000);
  const record = await recordOf(key.secret);
  const other = new pg.Client({ connectionString: settings.databaseUrl });
  await other.connect();
  try {
    await other.query("BEGIN");
    await other.query("SELECT id FROM api_keys WHERE id = $1 FOR UPDATE", [key.id]);
    lastUse.note(record, clock.now(), "203.0.113.10");
    const first = lastUse.flush();
    await untilWaitedFor(other);
    const second = lastUse.flush().then(() => "done");
    expect(await Promise.race([second, other.query("SELECT 1").then(() => "waits")])).toBe("waits");
    await other.query("COMMIT");
    await Promise.all([first, second]);
  } finally {
    await other.end();
  }
  const row = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } });
  expect(row.lastUsedIp).toBe("203.0.113.10");
});
