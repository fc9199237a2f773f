import { beforeEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "@/lib/platform/database";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { startStatementProxy } from "@/lib/testing/statement-proxy";
import { createTeam } from "@/lib/testing/team";
import { patientLimits, useTestRuntime } from "@/lib/testing/test-runtime";
import { deleteUser } from "./delete-user";
import { eraseFromEvents } from "./erase-from-events";
import { actedBy, recordEvents } from "./events";
import { firstLinks, pruneEvents } from "./prune-events";
import { sealEvents } from "./seal-events";
import { linksAfter, type VerifyOptions, verifyChain } from "./verify-chain";

const { clock, open } = useTestRuntime();
let owner: TestUser;
let organization: string;

const sql = async (text: string, values: unknown[] = []) => (await open().database.pool.query(text, values)).rows;
const seal = () => sealEvents(open());
const verify = (options: VerifyOptions = {}, id = organization) =>
  verifyChain(open().database.jobs, open().auditMarks, id, options);

/** Records events of the owner, a millisecond apart. */
async function record(count: number, by = owner): Promise<void> {
  const about = Array.from({ length: count }, (_, number) => ({
    subjectId: `thing ${number}`,
    data: { number, address: "198.51.100.7", user_agent: "test", email: "somebody@example.test" },
  }));
  clock.advance(1);
  await open().database.prisma.$transaction((tx) =>
    recordEvents(tx, { ...actedBy(by.principal), type: "webhook.test" }, about),
  );
}

beforeEach(async () => {
  clock.advance(60_000);
  owner = await createUser();
  organization = owner.principal.organizationId;
  await record(9);
  await seal();
});

it("every event has one place in its organization's chain, and the chain holds", async () => {
  const report = await verify();
  const [{ count }] = await sql("SELECT count(*)::int AS count FROM events WHERE organization_id = $1", [organization]);
  expect(report).toMatchObject({ checked: count, waiting: 0, fault: null, next: null, head: { sequence: count } });
});

it.each([
  ["to verify it", linksAfter, [0, 500]],
  ["to clear it", firstLinks, [new Date(0)]],
])(
  "a piece of a chain that is read %s is found by its index, so that a chain twice as long takes twice as long",
  async (_, query, values) => {
    const plan = await open().database.prisma.$transaction(async (tx) => {
      // In a small table a look at all rows would be cheaper.
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      await tx.$executeRaw`SET LOCAL enable_bitmapscan = off`;
      return tx.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${query}`, organization, ...values);
    });
    const text = JSON.stringify(plan);
    expect(text).toContain("events_organization_id_sequence_key");
    expect(text).not.toContain("Sort");
  },
);

it("verifies a long chain in pieces", async () => {
  const first = await verify({ limit: 4 });
  expect(first).toMatchObject({ checked: 4, next: 4, fault: null });
  const rest = await verify({ after: 4 });
  expect(rest).toMatchObject({ next: null, fault: null });
  expect(first.checked + rest.checked).toBe(rest.head?.sequence);
});

describe("who changes the database finds that the chain tells of", () => {
  it.each([
    [
      "a changed target",
      5,
      "changed",
      "UPDATE events SET subject_id = 'other' WHERE organization_id = $1 AND sequence = 5",
    ],
    [
      "changed data",
      5,
      "changed",
      `UPDATE events SET data = data || '{"number":99}' WHERE organization_id = $1 AND sequence = 5`,
    ],
    [
      "another time",
      5,
      "changed",
      "UPDATE events SET created_at = created_at - interval '1 h' WHERE organization_id = $1 AND sequence = 5",
    ],
    ["another actor", 5, "changed", "UPDATE events SET actor_id = 'other' WHERE organization_id = $1 AND sequence = 5"],
    [
      "another address",
      5,
      "changed",
      `UPDATE events SET data = data || '{"address":"192.0.2.1"}' WHERE organization_id = $1 AND sequence = 5`,
    ],
    [
      "an address that was erased by none of ours",
      5,
      "changed",
      `UPDATE events SET data = data - 'address' - 'user_agent', erasable = jsonb_set(erasable, '{place}', (erasable->'place') - 'salt' || '{"erased":"x"}')
        WHERE organization_id = $1 AND sequence = 5`,
    ],
    ["a deleted event", 5, "missing", "DELETE FROM events WHERE organization_id = $1 AND sequence = 5"],
    ["a deleted first event", 1, "missing", "DELETE FROM events WHERE organization_id = $1 AND sequence = 1"],
    [
      "two that changed places",
      5,
      "changed",
      `UPDATE events SET sequence = 1000 WHERE organization_id = $1 AND sequence = 5; UPDATE events SET sequence = 5 WHERE organization_id = $1 AND sequence = 6;
       UPDATE events SET sequence = 6 WHERE organization_id = $1 AND sequence = 1000`,
    ],
    [
      "one that was put at the end",
      11,
      "inserted",
      "INSERT INTO events (id, organization_id, environment, type, data, sequence, hash, mark, provenance) SELECT id || 'x', organization_id, environment, type, data, 11, hash, mark, provenance FROM events WHERE organization_id = $1 AND sequence = 10",
    ],
    ["a cut end", 9, "cut_off", "DELETE FROM events WHERE organization_id = $1 AND sequence >= 9"],
    [
      "a moved beginning",
      4,
      "ends",
      "UPDATE audit_chains SET start_sequence = 4, start_hash = (SELECT hash FROM events WHERE organization_id = $1 AND sequence = 4) WHERE organization_id = $1",
    ],
    [
      "a cut end, with the head moved back",
      8,
      "ends",
      "DELETE FROM events WHERE organization_id = $1 AND sequence >= 9; UPDATE audit_chains SET head_sequence = 8, head_hash = (SELECT hash FROM events WHERE organization_id = $1 AND sequence = 8) WHERE organization_id = $1",
    ],
    ["a chain without its ends", 1, "inserted", "DELETE FROM audit_chains WHERE organization_id = $1"],
  ])("%s", async (_, sequence, kind, statements) => {
    for (const statement of statements.split(";")) await sql(statement, [organization]);
    expect((await verify()).fault).toMatchObject({ kind, sequence });
  });

  it("an event that was written past the product, and stands out even once it is sealed", async () => {
    const forge = `INSERT INTO events (id, organization_id, environment, type, data, created_at)
      SELECT id || $2, organization_id, environment, type, data, created_at + interval '1 year' FROM events WHERE organization_id = $1 AND sequence = 5`;
    await sql(forge, [organization, "forged"]);
    await seal();
    expect((await verify()).fault).toMatchObject({
      kind: "inserted",
      sequence: 11,
      eventId: expect.stringContaining("forged"),
    });
  });

  it("an event that was said to be older than the chain", async () => {
    await sql(
      `INSERT INTO events (id, organization_id, environment, type, data, created_at)
       SELECT id || 'old', organization_id, environment, type, data, created_at FROM events WHERE organization_id = $1 AND sequence = 5`,
      [organization],
    );
    await seal();
    expect((await verify()).fault).toMatchObject({ kind: "inserted", sequence: 11 });
  });

  it("an event that was changed before it was sealed", async () => {
    await record(1);
    await sql("UPDATE events SET subject_id = 'x' WHERE organization_id = $1 AND sequence IS NULL", [organization]);
    expect((await verify()).fault).toMatchObject({ kind: "changed", sequence: 0 });
    await seal();
    expect((await verify()).fault).toMatchObject({ kind: "inserted", sequence: 11 });
  });

  it("an old head with its mark, once a head that was kept elsewhere is held against it", async () => {
    const [older] = await sql("SELECT * FROM audit_chains WHERE organization_id = $1", [organization]);
    await record(3);
    await seal();
    const { head } = await verify();
    await sql("DELETE FROM events WHERE organization_id = $1 AND sequence > 10", [organization]);
    await sql("UPDATE audit_chains SET head_sequence = $2, head_hash = $3, head_mark = $4 WHERE organization_id = $1", [
      organization,
      older.head_sequence,
      older.head_hash,
      older.head_mark,
    ]);
    expect((await verify()).fault).toBeNull();
    expect((await verify({ known: head ?? undefined })).fault).toMatchObject({ kind: "cut_off", sequence: 11 });
  });
});

it("events from before the chain are sealed before all else, and told apart", async () => {
  const user = await createUser();
  const id = user.principal.organizationId;
  await sql("UPDATE events SET mark = NULL, erasable = NULL WHERE organization_id = $1", [id]);
  await seal();
  await record(2, user);
  await seal();
  expect(await verify({}, id)).toMatchObject({ fault: null, beforeChain: 1, checked: 3 });
  // Their addresses can be erased all the same.
  const [{ erasable }] = await sql("SELECT erasable FROM events WHERE organization_id = $1 AND sequence = 1", [id]);
  expect(erasable.place.salt).toEqual(expect.any(String));
});

it("what had its time goes, and what is left still holds", async () => {
  clock.advance(60 * 86_400_000);
  await record(4);
  await seal();
  clock.advance(31 * 86_400_000);
  await pruneEvents(open().database.jobs, open().auditMarks, clock.now());
  expect(await verify()).toMatchObject({ fault: null, firstSequence: 11, checked: 4 });
  await record(1);
  await seal();
  expect(await verify()).toMatchObject({ fault: null, checked: 5, head: { sequence: 15 } });
});

it("a deleted user's addresses are erased from the logs of others, whose chains still hold", async () => {
  const team = await createTeam();
  const id = team.owner.principal.organizationId;
  await open().database.prisma.$transaction((tx) =>
    recordEvents(tx, { ...actedBy(team.owner.principal), actorId: team.member.id, type: "webhook.test" }, [
      { subjectId: team.member.id, data: { address: "198.51.100.9", user_agent: "theirs", email: team.member.email } },
    ]),
  );
  await seal();
  await open().database.prisma.$transaction((tx) => deleteUser(tx, team.member.id, team.member.id));
  await eraseFromEvents(team.member.id, team.member.email);
  await seal();
  const rows = await sql("SELECT data FROM events WHERE organization_id = $1", [id]);
  expect(JSON.stringify(rows)).not.toContain(team.member.email);
  expect(JSON.stringify(rows)).not.toContain("198.51.100.9");
  const report = await verify({}, id);
  expect(report.fault).toBeNull();
  expect(report.erased).toBeGreaterThan(0);
});

it("eight writers at once, beside sealers in turns, leave no gap and no event behind", async () => {
  let isWriting = true;
  const writers = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let turn = 0; turn < 5; turn += 1) await record(3);
    }),
  ).finally(() => {
    isWriting = false;
  });
  while (isWriting) await Promise.all([seal(), seal()]);
  await writers;
  await seal();
  expect(await verify()).toMatchObject({ fault: null, waiting: 0, checked: 10 + 8 * 5 * 3 });
});

it("an event whose transaction commits late comes after what is sealed", async () => {
  const { prisma } = open().database;
  await prisma.$transaction(async (tx) => {
    await recordEvents(tx, { ...actedBy(owner.principal), type: "webhook.test" }, [{ subjectId: "late", data: {} }]);
    await record(2);
    await seal();
  });
  await seal();
  const [late] = await sql(
    "SELECT sequence::int AS sequence FROM events WHERE organization_id = $1 AND subject_id = 'late'",
    [organization],
  );
  expect(late.sequence).toBe(13);
  expect((await verify()).fault).toBeNull();
});

it("a sealer that is cut off at any statement, before or after it was done, leaves a chain that holds", async () => {
  const proxy = await startStatementProxy(open().settings.databaseUrl);
  try {
    for (const passage of ["cut", "lose-answer"] as const) {
      let isThrough = false;
      for (let place = 0; !isThrough; place += 1) {
        await record(2);
        const database = openDatabase(proxy.connectionString, {}, patientLimits);
        let seen = 0;
        proxy.watch(() => (seen++ === place ? passage : "pass"));
        isThrough = await sealEvents({ ...open(), database }).then(
          () => seen <= place,
          () => false,
        );
        await database.close();
        expect((await verify()).fault).toBeNull();
      }
    }
  } finally {
    await proxy.close();
  }
  // The server may take a moment to see that a cut connection is gone, and holds its lock until then.
  await vi.waitFor(
    async () => {
      await seal();
      expect(await verify()).toMatchObject({ fault: null, waiting: 0 });
    },
    { timeout: 20_000 },
  );
});
