import { createHash, randomBytes, randomUUID } from "node:crypto";
import bcrypt from "bcryptjs";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { holdRuntime } from "@/lib/open-runtime";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { openBeside, openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";
import { ImportedKey } from "./import-contract";
import { createManagementKey } from "./management-keys";
import { importByOperator } from "./operator-import";

const { clock, open } = useTestRuntime();
// A start notes the deployment's pepper: nothing is moved under another one.
beforeAll(async () => noteSecrets(open().database.pool, await fingerprintsOf(open().settings), randomUUID()));
afterEach(() => vi.restoreAllMocks());
const scopes = ["prompts:read" as const];
const freshKey = () => `old_live_${randomBytes(18).toString("base64url")}`;
const hashOf = (key: string, more = {}) => ({
  algorithm: "bcrypt",
  value: bcrypt.hashSync(key, 4),
  beginning: key.slice(0, 14),
  ...more,
});
const importAll = async ({ principal }: TestUser, hashes: readonly object[]) => {
  const keys = hashes.map((hash) => ImportedKey.parse({ name: "Imported", scopes, hash }));
  const rows = await importByOperator(principal.organizationId, keys);
  return rows.map(({ error, ok }) => error?.code ?? ok);
};
const verify = async (owner: TestUser, key: string) =>
  (await callApi("POST /api/v1/keys/verify", { token: owner.token, body: { key } })).json.data;
const compares = () => vi.spyOn(open().passwords, "matches");
const storedOf = (key: string) => {
  const { database, peppers } = open();
  const sha256 = createHash("sha256").update(key).digest("hex");
  return database.prisma.apiKey.findUnique({
    where: { secretHash: peppers.hash(`sha256 ${sha256}`) },
    include: { slowHash: true },
  });
};

describe("a key that was imported by its bcrypt hash", () => {
  it("works as it always did, and from its first use on is looked up like any other, in every process", async () => {
    const owner = await createUser();
    const key = freshKey();
    expect(await importAll(owner, [hashOf(key)])).toEqual([true]);
    const first = await openInPlace(open(), {});
    try {
      const tried = vi.spyOn(first.passwords, "matches");
      expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(200);
      expect(tried).toHaveBeenCalledTimes(1);
      await first.flush();
      expect((await storedOf(key))?.slowHash?.hash).toBeNull();
      first.directory.forgetAll();
      expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(200);
      const other = await openBeside(first);
      const elsewhere = vi.spyOn(other.passwords, "matches");
      expect((await other.directory.checkBearer(key)).ok).toBe(true);
      expect([tried.mock.calls.length, elsewhere.mock.calls.length]).toEqual([1, 0]);
      await other.close();
    } finally {
      await first.close();
      holdRuntime(open());
    }
  });

  it("is made once however often it is imported, before its first use and after", async () => {
    const owner = await createUser();
    const key = freshKey();
    const hash = hashOf(key);
    expect(await importAll(owner, [hash, hash])).toEqual([true, "DUPLICATE_RESOURCE"]);
    expect(await importAll(owner, [hash])).toEqual(["DUPLICATE_RESOURCE"]);
    expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(200);
    await open().flush();
    expect(await importAll(await createUser(), [hash])).toEqual(["DUPLICATE_RESOURCE"]);
    expect(await verify(owner, key)).toMatchObject({ valid: true });
  });

  it("is told by a whole secret, and is as little opened by its hash as by another key that begins alike", async () => {
    const owner = await createUser();
    const key = freshKey();
    const hash = hashOf(key);
    await importAll(owner, [hash]);
    const digest = createHash("sha256").update(hash.value).digest("hex");
    for (const shown of [hash.value, `slow.${digest}`, digest, `${key.slice(0, -1)}!`, `${key}x`]) {
      expect([shown, (await callApi("GET /v1/prompts", { token: shown })).status]).toEqual([shown, 401]);
    }
    const found = await callApi("POST /api/v1/api-keys/find", { token: owner.token, body: { key } });
    expect([found.status, found.json.data.hint]).toEqual([200, `${key.slice(0, 14)}…`]);
  });

  it("is nobody else's: another organization's is told neither by the verdict nor by the search", async () => {
    const [owner, other] = [await createUser(), await createUser()];
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    expect((await verify(other, key)).code).toBe("NOT_FOUND");
    const found = await callApi("POST /api/v1/api-keys/find", { token: other.token, body: { key } });
    expect(found.status).toBe(400);
    expect(await verify(owner, key)).toMatchObject({ valid: true });
  });

  it("that was revoked before its first use does not work", async () => {
    const owner = await createUser();
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const { id } = await open().database.prisma.apiKey.findFirstOrThrow({
      where: { organizationId: owner.principal.organizationId },
    });
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: owner.token });
    expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(401);
  });

  it("is no other that is longer than bcrypt looks at", async () => {
    const owner = await createUser();
    const long = freshKey().padEnd(80, "x");
    await importAll(owner, [hashOf(long)]);
    expect((await callApi("GET /v1/prompts", { token: `${long.slice(0, 72)}another` })).status).toBe(401);
  });
});

describe("what a stranger costs who shows what begins like such a key", () => {
  it("is ten checks at most, once for each text, and nothing for what begins otherwise", async () => {
    const owner = await createUser();
    const beginning = freshKey().slice(0, 14);
    const hashes = Array.from({ length: 12 }, () => hashOf(`${beginning}${freshKey()}`, { beginning }));
    const answers = await importAll(owner, hashes);
    expect(answers.filter((ok) => ok === true)).toHaveLength(10);
    expect(answers.slice(10)).toEqual(["VALIDATION_ERROR", "VALIDATION_ERROR"]);
    const tried = compares();
    const guess = `${beginning}${"a".repeat(20)}`;
    const ask = (token: string) => callApi("GET /v1/prompts", { token, address: "198.51.100.20" });
    for (let times = 0; times < 3; times += 1) expect((await ask(guess)).status).toBe(401);
    expect(tried).toHaveBeenCalledTimes(10);
    expect((await ask(freshKey())).status).toBe(401);
    expect(tried).toHaveBeenCalledTimes(10);
  });

  it("is twenty checks at most, and no 401 where there are more that it may be", async () => {
    const owner = await createUser();
    const beginning = freshKey().slice(0, 14);
    await importAll(
      owner,
      Array.from({ length: 21 }, () => hashOf(freshKey())),
    );
    const ofOwner = { key: { organizationId: owner.principal.organizationId } };
    await open().database.prisma.slowKeyHash.updateMany({ where: ofOwner, data: { beginning } });
    const tried = compares();
    const ask = async () => (await callApi("GET /v1/prompts", { token: `${beginning}${"a".repeat(20)}` })).status;
    expect([await ask(), await ask(), tried.mock.calls.length]).toEqual([503, 503, 20]);
    const one = await open().database.prisma.slowKeyHash.findFirstOrThrow({ where: ofOwner });
    await open().database.prisma.slowKeyHash.delete({ where: { keyId: one.keyId } });
    expect(await ask()).toBe(401);
  });

  it("is thirty failed checks a minute from one address: then 503 with Retry-After, while others' keys work", async () => {
    const owner = await createUser();
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const ask = (token: string, address: string) => callApi("GET /v1/prompts", { token, address });
    const guesses = Array.from({ length: 31 }, () => `${key.slice(0, 14)}${randomBytes(12).toString("hex")}`);
    const statuses = [];
    for (const guess of guesses) statuses.push((await ask(guess, "198.51.100.30")).status);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 401), 503]);
    const refused = await ask(key, "198.51.100.30");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await ask(key, "198.51.100.31")).status).toBe(200);
    clock.advance(60_000);
    expect((await ask(guesses[30] ?? "", "198.51.100.30")).status).toBe(401);
  });

  it("is thirty anew after the clock was set back", async () => {
    const owner = await createUser();
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const ask = async () => {
      const token = `${key.slice(0, 14)}${randomBytes(12).toString("hex")}`;
      return (await callApi("GET /v1/prompts", { token, address: "198.51.100.32" })).status;
    };
    clock.advance(3_600_000);
    for (let count = 0; count < 30; count++) expect(await ask()).toBe(401);
    expect(await ask()).toBe(503);
    clock.advance(-3_600_000);
    expect(await ask()).toBe(401);
  });
});

describe("who has such a key verified", () => {
  const guessesAt = (key: string, count: number) =>
    Array.from({ length: count }, () => `${key.slice(0, 14)}${randomBytes(12).toString("hex")}`);
  const invented = (place: number) => `203.0.113.${place}`;
  const statusOf = async (token: string, body: object) =>
    (await callApi("POST /api/v1/keys/verify", { token, body })).status;

  it("has no check made of another organization's, and keeps nobody's first use out", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const tried = compares();
    for (const shown of [key, ...guessesAt(key, 3)]) {
      expect((await verify(stranger, shown)).code).toBe("NOT_FOUND");
      expect(
        (await callApi("POST /api/v1/api-keys/find", { token: stranger.token, body: { key: shown } })).status,
      ).toBe(400);
    }
    expect(tried).not.toHaveBeenCalled();
    expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(200);
  });

  it("is counted as their organization, whatever addresses they invent", async () => {
    const owner = await createUser();
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const statuses = [];
    for (const [place, guess] of guessesAt(key, 31).entries())
      statuses.push(await statusOf(owner.token, { key: guess, ip: invented(place) }));
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 503]);
    const found = await callApi("POST /api/v1/api-keys/find", { token: owner.token, body: { key } });
    expect(found.status).toBe(503);
    expect((await callApi("GET /v1/prompts", { token: key, address: invented(30) })).status).toBe(200);
  });

  it("is believed where keys came from as a trusted service alone, and counted itself where it does not say", async () => {
    const [owner, user] = [await createUser(), await createUser()];
    await makeInstanceAdmin(user);
    const admin = { ...user, principal: { ...user.principal, instanceAdmin: true } };
    const [service, other] = [
      await createKey(admin, { scopes: ["keys:verify"] }),
      await createKey(admin, { scopes: ["keys:verify"] }),
    ];
    const key = freshKey();
    await importAll(owner, [hashOf(key)]);
    const guesses = guessesAt(key, 31);
    const last = guesses[30] ?? "";
    for (const guess of guesses.slice(0, 30)) expect(await statusOf(service.secret, { key: guess })).toBe(200);
    expect(await statusOf(service.secret, { key: last })).toBe(503);
    expect(await statusOf(service.secret, { key: last, ip: invented(40) })).toBe(200);
    expect(await statusOf(other.secret, { key: guessesAt(key, 1)[0] })).toBe(200);
  });

  it("is held to nothing by the checks that a right key took to be found", async () => {
    const owner = await createUser();
    const beginning = freshKey().slice(0, 14);
    const keys = Array.from({ length: 10 }, () => `${beginning}${freshKey()}`);
    await importAll(
      owner,
      keys.map((key) => hashOf(key, { beginning })),
    );
    const tried = compares();
    for (const key of keys) {
      expect((await callApi("GET /v1/prompts", { token: key, address: "198.51.100.50" })).status).toBe(200);
    }
    const wrong = await Promise.all(tried.mock.results.map(({ value }) => value));
    // More than an asker's failures may be: it is what the test is about.
    expect(wrong.filter((fits) => !fits).length).toBeGreaterThan(30);
  });
});

describe("an import of hashes with a salt", () => {
  it("is for management keys and the operator: others' rows are refused", async () => {
    const owner = await createUser();
    await makeInstanceAdmin(owner);
    const row = () => ({ name: "Imported", scopes, hash: hashOf(freshKey()) });
    const send = async (token: string) => {
      const { json } = await callApi("POST /api/v1/api-keys/import", { token, body: { keys: [row()] } });
      return json.data.map(({ ok, error }: Json) => error?.code ?? ok);
    };
    const admin = { ...owner.principal, instanceAdmin: true };
    const { key } = await createManagementKey(admin, { name: "Backend", scopes: ["manage:keys:write"] });
    expect(await send(owner.token)).toEqual(["FORBIDDEN"]);
    expect(await send(key)).toEqual([true]);
  });

  it("tells each row what is wrong with its hash", async () => {
    const owner = await createUser();
    const key = freshKey();
    const good = hashOf(key);
    const salted = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObG";
    const rows = await importByOperator(
      owner.principal.organizationId,
      [
        { ...good, beginning: undefined },
        { ...good, value: "$2b$04$short" },
        { ...good, value: good.value.replace("$04$", "$14$") },
        { ...good, algorithm: "argon2", value: salted.replace("m=65536", "m=1048576") },
        { ...good, algorithm: "argon2", value: salted.replace("m=65536,t=3", "m=4294967295,t=100000") },
        { ...good, algorithm: "sha256" },
      ].map((hash) => ImportedKey.parse({ name: "Imported", scopes, hash })),
    );
    expect(rows.map(({ error }) => error?.message)).toEqual([
      expect.stringContaining("cannot be looked up"),
      expect.stringContaining("no bcrypt hash"),
      expect.stringContaining("cost"),
      expect.stringContaining("asks for more than m=65536"),
      expect.stringContaining("asks for more than m=65536"),
      expect.stringContaining("SHA-256"),
    ]);
    expect(rows.map(({ error }) => error?.field)).toEqual(
      rows.map((_, at) => `hash.${at === 0 ? "beginning" : "value"}`),
    );
  });

  it("counts keys as alike of which one beginning begins with the other, in a batch and after, and none that was revoked", async () => {
    const owner = await createUser();
    const beginning = freshKey().slice(0, 14);
    const like = (more: string) => hashOf(`${beginning}${freshKey()}`, { beginning: more });
    const nine = Array.from({ length: 9 }, (_, place) => like(`${beginning}${place}`));
    const answers = await importAll(owner, [
      ...nine,
      like(beginning),
      like(beginning.slice(0, 12)),
      like(`${beginning}0x`),
    ]);
    // The last has two alike: what it is itself begun by.
    expect(answers).toEqual([...Array.from({ length: 10 }, () => true), "VALIDATION_ERROR", true]);
    const again = () => importAll(owner, [like(beginning)]);
    expect(await again()).toEqual(["VALIDATION_ERROR"]);
    const { id } = await open().database.prisma.apiKey.findFirstOrThrow({
      where: { organizationId: owner.principal.organizationId, slowHash: { beginning } },
    });
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: owner.token });
    const { id: other } = await open().database.prisma.apiKey.findFirstOrThrow({
      where: { organizationId: owner.principal.organizationId, slowHash: { beginning: `${beginning}1` } },
    });
    await callApi(`DELETE /api/v1/api-keys/${other}`, { token: owner.token });
    expect(await again()).toEqual([true]);
    expect(await again()).toEqual(["VALIDATION_ERROR"]);
  });

  it("takes argon2 where Node has it, and says plainly where it has not", async () => {
    const owner = await createUser();
    const key = "old_live_argon2_reference_key";
    // Of this key, made by `argon2Sync` of Node 24.21, which agrees with RFC 9106 section 5.3.
    const hash = {
      algorithm: "argon2",
      value: "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$hLKLbFITRxp/jQy3xFQw92Ihp7x61IU8",
      beginning: "old_live_argon2",
    };
    const [row] = await importByOperator(owner.principal.organizationId, [
      ImportedKey.parse({ name: "Imported", scopes, hash }),
    ]);
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const hasIt = major > 24 || (major === 24 && minor >= 7);
    expect(row?.ok).toBe(hasIt);
    if (!hasIt) {
      expect(row?.error?.message).toContain("needs Node 24.7 or newer");
      // As a process that has it would have imported it.
      await importAll(owner, [{ ...hashOf(key), beginning: hash.beginning }]);
      await open().database.prisma.slowKeyHash.updateMany({
        where: { beginning: hash.beginning },
        data: { hash: hash.value },
      });
    }
    const answer = async (token: string) => (await callApi("GET /v1/prompts", { token })).status;
    expect([await answer(`${key}x`), await answer(key)]).toEqual(hasIt ? [401, 200] : [503, 503]);
  });
});
