import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listEvents } from "@/lib/features/audit/events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, testPassword } from "@/lib/testing/factories";
import { eventually, statusOf, useOperatorCommands } from "@/lib/testing/operator-commands";
import { createTeam } from "@/lib/testing/team";

const { administrator, eventsOf, json, open, run } = useOperatorCommands();

describe("latchkey users", { timeout: 120_000 }, () => {
  it("lists and shows them as the administration does, and reads its options by the same rules", async () => {
    const user = await createUser();
    const found = await json("users", "list", "--search", user.email);
    expect(found).toMatchObject({ code: 0, command: "users list", outcome: "done", error: null });
    expect(found.data).toEqual({
      data: [expect.objectContaining({ id: user.id, suspended_at: null })],
      next_cursor: null,
    });
    const first = await json("users", "list", "--limit", "1");
    const second = await json("users", "list", "--limit", "1", "--cursor", first.data.next_cursor);
    expect(second.data.data[0].id).not.toBe(first.data.data[0].id);
    expect((await json("users", "list", "--admins")).data.data).toMatchObject([{ id: administrator().id }]);
    for (const [group, value, words] of [
      ["users", "1000", "--limit must be at most 100"],
      ["organizations", "0", "--limit must be at least 1"],
      ["keys", "many", "--limit must be a whole number"],
      ["keys", "1.5", "--limit must be a whole number"],
      ["users", "", "--limit must be"],
    ] as const) {
      const told = await json(group, "list", "--limit", value);
      expect(told).toMatchObject({ code: 2, outcome: "usage", error: expect.stringContaining(words) });
    }
    expect((await json("users", "show", user.id)).data).toMatchObject({ email: user.email, access: { sessions: 1 } });
    expect(await json("start")).toMatchObject({ code: 2, error: expect.stringContaining("takes no --json") });
  });

  it("suspends one everywhere and lets them in again; the log says who, and a second time changes nothing", async () => {
    const user = await createUser();
    expect(await json("users", "suspend", user.email, "--yes")).toMatchObject({ code: 0, data: { changed: true } });
    await eventually(async () => expect(await statusOf(user.token)).toBe(401));
    expect((await json("users", "suspend", user.email)).data).toMatchObject({ changed: false });
    const body = { email: user.email, password: testPassword };
    const login = async (address: string) => (await callApi("POST /api/auth/login", { body, address })).status;
    expect(await login("192.0.2.81")).toBe(403);
    expect(await json("admin", "add", user.email)).toMatchObject({
      code: 1,
      error: expect.stringContaining("is suspended; reactivate them first"),
    });
    expect((await json("users", "reactivate", user.id)).data).toMatchObject({ changed: true, suspended_at: null });
    expect(await login("192.0.2.82")).toBe(200);
    for (const type of ["user.suspended", "user.reactivated"])
      expect(await eventsOf(user.id, type)).toMatchObject([
        { actorId: "operator", subjectId: user.id, data: { by: "command", outcome: "success" } },
      ]);
    const shown = await listEvents(user.principal, { limit: 20, type: "user.suspended" });
    expect(shown.data[0]?.actor?.name).toBe("The operator of this deployment");
  });

  it("asks before it destroys: neither a no, a program without --yes nor a closed terminal does it", async () => {
    const user = await createUser();
    const asked: string[] = [];
    const answering = (answer: string) => ({
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    });
    const remove = ["users", "delete", user.email];
    expect((await run(remove)).code).toBe(2);
    expect((await run([...remove, "--json"], answering("y"))).code).toBe(2);
    expect(await run(remove, answering(""))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("not confirmed"),
    });
    expect(asked).toEqual([expect.stringContaining(user.id)]);
    expect(await statusOf(user.token)).toBe(200);
    expect(await run(remove, answering("y"))).toMatchObject({ code: 0, stdout: `${user.email} is deleted.\n` });
    await eventually(async () => expect(await statusOf(user.token)).toBe(401));
  });

  it("deletes none whom others need, nor the last administrator; the administrators are told of one who is gone", async () => {
    const { owner, id } = await createTeam("Needed");
    const needed = await json("users", "delete", owner.email, "--yes");
    expect(needed).toMatchObject({ code: 1, outcome: "refused", error: expect.stringContaining("“Needed”") });
    for (const command of ["delete", "suspend"])
      expect((await json("users", command, administrator().email, "--yes")).error).toContain("The last administrator");
    expect((await json("organizations", "show", id)).data).toMatchObject({ members: 3, plan: "enterprise" });
    const user = await createUser();
    const gone = await json("users", "delete", user.email, "--yes");
    expect(gone.data.organizations_deleted).toMatchObject([{ id: user.id }]);
    expect((await eventsOf(administrator().id, "user.deleted")).at(-1)).toMatchObject({
      actorId: "operator",
      subjectId: user.id,
      data: { email: user.email, by: "command" },
    });
  });

  it("signs one out everywhere, and says how often they were signed in", async () => {
    const user = await createUser();
    expect((await json("users", "sign-out", user.email)).data).toMatchObject({ sessions: 1 });
    await eventually(async () => expect(await statusOf(user.token)).toBe(401));
    expect(await eventsOf(user.id, "session.ended")).toMatchObject([
      { actorId: "operator", data: { how: "ended_by_operator", sessions: 1 } },
    ]);
  });

  it("shows no terminal what a name would have it do", async () => {
    const user = await createUser();
    const name = "\u001b[2J\u009b31mred\u202etxet";
    await open().database.prisma.user.update({ where: { id: user.id }, data: { name } });
    const { stdout } = await run(["users", "show", user.email.toUpperCase()]);
    expect(stdout).toContain("\ufffd[2J\ufffd31mred\ufffdtxet");
    expect(stdout).toMatch(/^signs in by +password$/m);
  });
});

describe("latchkey organizations", { timeout: 120_000 }, () => {
  it("puts one on a plan by address or identifier, which the running server learns; an unknown one is refused", async () => {
    const user = await createUser();
    const { stdout } = await run(["organizations", "plan", user.email.toUpperCase(), "pro"]);
    expect(stdout).toContain("is on the Pro plan now; it was on Free.");
    await eventually(async () => {
      const check = await open().directory.checkBearer(user.token);
      expect(check.record?.principal.plan).toBe("pro");
    });
    expect((await json("organizations", "plan", user.id, "enterprise")).data).toMatchObject({ previous_plan: "pro" });
    expect(await json("organizations", "plan", user.id, "platinum")).toMatchObject({
      code: 2,
      error: expect.stringMatching(/no plan platinum.*free.*starter.*pro.*business.*lifetime.*enterprise/),
    });
    expect((await json("organizations", "list", "--search", user.id)).data.data).toMatchObject([
      { plan: "enterprise" },
    ]);
    expect((await eventsOf(user.id, "plan.changed")).map(({ actorId }) => actorId)).toEqual(["operator", "operator"]);
  });

  it("sets single limits of an Enterprise organization, keeps the others, and goes back; other plans take none", async () => {
    const user = await createUser({ plan: "enterprise" });
    const limits = (...args: string[]) => json("organizations", "limits", user.email, ...args);
    const overrideIn = ({ data }: { data: { limits: { product: string; override: unknown }[] } }) =>
      data.limits.find(({ product }) => product === "prompts")?.override;
    const set = await limits("prompts", "--per-minute", "5,000", "--per-day", "none");
    expect(overrideIn(set)).toEqual({ perMinute: 5_000, burst: 200 });
    expect(overrideIn(await limits("prompts", "--burst", "900"))).toEqual({ perMinute: 5_000, burst: 900 });
    const refused = [
      ["prompts", "--burst", "many"],
      ["prompts", "--burst", "0"],
      ["prompts", "--per-minute", "none"],
      ["tunnel", "--burst", "9"],
      ["tunnel"],
      ["--burst", "9"],
      ["prompts", "--burst", "9", "--reset"],
    ];
    for (const args of refused) expect([args, (await limits(...args)).code]).toEqual([args, 2]);
    expect((await run(["organizations", "limits", user.id])).stdout).toMatch(
      /^prompts +5,000 +900 +- +- +- +its own$/m,
    );
    expect(overrideIn(await limits("prompts", "--reset"))).toBeNull();
    const other = await createUser({ plan: "pro" });
    const onPro = await json("organizations", "limits", other.email, "prompts", "--burst", "900");
    expect(onPro).toMatchObject({ code: 1, error: expect.stringContaining("Enterprise plan only") });
  });
});

describe("latchkey keys", { timeout: 120_000 }, () => {
  it("imports keys from a file by their hashes, says which lines it did not take, and may be run again", async () => {
    const owner = await createUser();
    const folder = await mkdtemp(join(tmpdir(), "latchkey-keys-"));
    const secrets = ["old_live_first_of_two", "old_live_second_of_two"];
    const line = (secret: string, more = {}) =>
      JSON.stringify({
        name: "Imported",
        scopes: ["prompts:read"],
        hash: { algorithm: "sha256", value: createHash("sha256").update(secret).digest("hex") },
        ...more,
      });
    const lines = [
      line("old_live_first_of_two"),
      "{",
      "",
      line("old_live_second_of_two"),
      line("third", { scopes: ["keys:verify"] }),
      line("half_a_pair", { description: "?" }).replace('"?"', String.raw`"\ud800"`),
      line("too_large", { metadata: { secret_place: "?" } }).replace('"?"', "1e999"),
      line("proto", { metadata: { secret_place: {} } }).replace("secret_place", "__proto__"),
      line("named", { secret_place: 1 }),
    ];
    await writeFile(join(folder, "keys.ndjson"), lines.join("\n"));
    const args = ["keys", "import", owner.email, join(folder, "keys.ndjson")];
    const first = await json(...args);
    expect([first.code, first.data.imported, first.data.refused]).toEqual([1, 2, 6]);
    expect(first.data.first_refused.map(({ line }: { line: number }) => line).toSorted()).toEqual([2, 5, 6, 7, 8, 9]);
    expect(JSON.stringify(first.data)).not.toContain("secret_place");
    for (const secret of secrets) expect(await statusOf(secret, "GET /v1/prompts")).toBe(200);
    expect((await json(...args)).data).toMatchObject({ imported: 0, refused: 8 });
    const told = await eventsOf(owner.principal.organizationId, "key.imported");
    expect(told.map(({ actorId, data }) => [actorId, (data as { count: number }).count])).toEqual([["operator", 2]]);
    await rm(folder, { recursive: true });
  });

  it("tells twenty lines that it did not take in words that say what to change, and how many more there are", async () => {
    const owner = await createUser();
    const folder = await mkdtemp(join(tmpdir(), "latchkey-keys-"));
    const hash = { algorithm: "sha256", value: "x" };
    const wrong = [
      { name: 1, scopes: ["prompts:read"], hash },
      { name: "Imported", scopes: ["nope"], hash },
      { name: "Imported", scopes: ["prompts:read"], hash: { ...hash, algorithm: "md5" } },
    ];
    const lines = Array.from({ length: 23 }, (_, place) => JSON.stringify(wrong[place] ?? wrong[0]));
    await writeFile(join(folder, "keys.ndjson"), lines.join("\n"));
    const { stdout } = await run(["keys", "import", owner.email, join(folder, "keys.ndjson")]);
    const told = stdout.trimEnd().split("\n");
    expect(told).toHaveLength(22);
    expect(told.slice(1, 4)).toEqual([
      "line 1: name must be a text",
      expect.stringMatching(/^line 2: scopes must be one of prompts:read, /),
      "line 3: hash.algorithm must be one of sha256, bcrypt, argon2",
    ]);
    expect(told.at(-1)).toBe("and 3 more; mend these, and import the same file again.");
    await rm(folder, { recursive: true });
  });

  it("imports them from CSV with the same members, tells wrong rows by their lines, and makes nothing twice", async () => {
    const owner = await createUser();
    const folder = await mkdtemp(join(tmpdir(), "latchkey-keys-"));
    const hashed = (secret: string) => createHash("sha256").update(secret).digest("hex");
    const rows = [
      "name,scopes,hash.value,tags,metadata,enabled,rate_limit",
      `Ada,prompts:read prompts:write,${hashed("csv_live_first_of_three")},ci eu,"{""team"":""a, b""}",true,60`,
      `"Two\nlines",prompts:read,${hashed("csv_live_second")},,,,`,
      `Off,prompts:read,${hashed("csv_live_switched_off_one")},,,false,`,
      "Short,prompts:read",
      `Broken,"prompts:read"x,${hashed("a")},,,,`,
      `Number,prompts:read,${hashed("b")},,,,many`,
      `Smuggled,prompts:read,${hashed("c")},,"{},""scopes"":[""keys:verify""]",,`,
      `Other,"prompts:read\nprompts:write",${hashed("csv_live_third_of_three")},,,,`,
    ];
    const path = join(folder, "keys.CSV");
    await writeFile(path, `\uFEFF${rows.join("\r\n")}`);
    const args = ["keys", "import", owner.email, path];
    const first = await json(...args);
    expect([first.code, first.data.imported, first.data.refused]).toEqual([1, 3, 5]);
    expect(first.data.first_refused.map(({ line }: { line: number }) => line).toSorted()).toEqual([3, 6, 7, 8, 9]);
    for (const secret of ["csv_live_first_of_three", "csv_live_third_of_three"])
      expect(await statusOf(secret, "GET /v1/prompts")).toBe(200);
    expect(await statusOf("csv_live_switched_off_one", "GET /v1/prompts")).toBe(401);
    const listed = await callApi("GET /api/v1/api-keys?search=Ada", { token: owner.token });
    expect(listed.json.data[0]).toMatchObject({ tags: ["ci", "eu"], metadata: { team: "a, b" } });
    expect((await json(...args)).data).toMatchObject({ imported: 0, refused: 8 });
    await writeFile(path, `name,secret_place\nAda,x`);
    const wrong = await json(...args);
    expect([wrong.code, JSON.stringify(wrong)]).toEqual([2, expect.not.stringContaining("secret_place")]);
    await rm(folder, { recursive: true });
  });

  it("lists those of one organization or finds one by how it begins, never a secret, and revokes it at once", async () => {
    const user = await createUser({ plan: "pro" });
    const { id, secret } = await createKey(user, { name: "leaked", scopes: ["prompts:read"] });
    const other = await createKey(await createUser(), { scopes: ["prompts:read"] });
    const listed = await json("keys", "list", user.email);
    expect(listed.data.data).toMatchObject([{ id, organization_id: user.id, name: "leaked", status: "active" }]);
    const everywhere = await json("keys", "list", "--limit", "100");
    expect(everywhere.data.data).toEqual(expect.arrayContaining([expect.objectContaining({ id: other.id })]));
    const [{ key_prefix: beginning, hint }] = listed.data.data;
    const line = (await run(["keys", "list", user.email])).stdout.split("\n").find((text) => text.startsWith(id));
    expect(line?.split(/\s+/)).toEqual([id, user.id, hint, "active", expect.stringMatching(/^\d{4}-/), "-", "leaked"]);
    expect((await json("keys", "list", "--search", beginning)).data.data).toMatchObject([{ id }]);
    for (const hidden of [secret, other.secret, "secretHash"]) expect(JSON.stringify(everywhere)).not.toContain(hidden);
    expect(await statusOf(secret, "GET /v1/prompts")).toBe(200);
    expect((await json("keys", "revoke", id)).code).toBe(2);
    const revoked = await json("keys", "revoke", id, "--yes");
    expect(revoked.data).toMatchObject({ id, organization_id: user.id, changed: true, descendants_revoked: 0 });
    await eventually(async () => expect(await statusOf(secret, "GET /v1/prompts")).toBe(401));
    expect((await json("keys", "list", user.id)).data.data).toMatchObject([{ id, status: "revoked" }]);
    expect((await json("keys", "revoke", id)).data).toMatchObject({ changed: false });
    expect(await eventsOf(user.id, "key.revoked")).toMatchObject([
      { actorId: "operator", subjectId: id, data: { by: "command", name: "leaked" } },
    ]);
  });
});
