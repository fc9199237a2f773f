import { beforeEach, describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { createTeam, inviteLink } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const logged: string[] = [];
const { open } = useTestRuntime({ log: (...line) => logged.push(JSON.stringify(line)) });
beforeEach(() => {
  logged.length = 0;
});

const forged = [
  `lki_${"0".repeat(40)}`,
  `lki_${"z".repeat(196)}`,
  "lki_",
  "'; DROP TABLE invitations; --",
  "\u202e\ufeffinvitation",
  "line\r\nlevel=error msg=forged",
  "a\u0000b",
  "x".repeat(100_000),
];

/** How many rows each table has; what counts requests is not what they wrote. */
async function rowCounts(): Promise<Record<string, number>> {
  const { pool } = open().database;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_name !~ '^(usage|limit|journal|_prisma)'`,
  );
  const counts = rows.map(async ({ name }) => {
    const counted = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${name}"`);
    return [name, counted.rows[0]?.count ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

describe("a forged invitation", () => {
  it("is refused without a row, a mail, an event or a line in the log, to strangers and to users", async () => {
    const user = await createUser();
    const before = await rowCounts();
    expect(before.users).toBeGreaterThan(0);
    for (const token of forged) {
      const body = { token };
      const statuses = [
        (await callApi("POST /api/user/invitations/preview", { body, address: `192.0.2.${forged.indexOf(token)}` }))
          .status,
        (await callApi("POST /api/user/invitations/accept", { body })).status,
        (await callApi("POST /api/user/invitations/accept", { body, token: user.token })).status,
      ];
      const isReadable = token.length <= 200 && !token.includes("\u0000");
      expect([token.slice(0, 40), ...statuses]).toEqual([
        token.slice(0, 40),
        isReadable ? 404 : 400,
        401,
        isReadable ? 404 : 400,
      ]);
    }
    expect(await rowCounts()).toEqual(before);
    expect(logged).toEqual([]);
  });

  it("that is another's true one joins nobody, and leaves nothing either", async () => {
    const { owner } = await createTeam();
    const thief = await createUser();
    const token = await inviteLink(owner, "invited@example.test");
    const before = await rowCounts();
    const answer = await callApi("POST /api/user/invitations/accept", { body: { token }, token: thief.token });
    expect(answer.status).toBe(403);
    expect(await rowCounts()).toEqual(before);
    expect(logged).toEqual([]);
  });
});
