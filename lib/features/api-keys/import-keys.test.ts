import { createHash, randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { importedKeysSubject } from "@/lib/access/imported-keys";
import { holdRuntime } from "@/lib/open-runtime";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { join } from "@/lib/testing/team";
import { openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";

const { clock, open } = useTestRuntime();
const scopes = ["prompts:read" as const];
const sha256 = (key: string, encoding: "hex" | "base64" | "base64url" = "hex") =>
  createHash("sha256").update(key).digest(encoding);
const hashOf = (key: string, encoding?: "hex" | "base64" | "base64url") => ({
  algorithm: "sha256",
  value: sha256(key, encoding),
});
const freshKey = (prefix = "old_live_") => prefix + randomBytes(18).toString("base64url");
const importKeys = (token: string, keys: object[]) =>
  callApi("POST /api/v1/api-keys/import", { token, body: { keys } });
const importOne = (token: string, key: string, more = {}) =>
  importKeys(token, [{ name: "Imported", scopes, hash: hashOf(key), start: key.slice(0, 12), ...more }]);
const results = ({ json }: { json: Json }) => json.data.map((row: Json) => row.error?.code ?? row.ok);
const verify = async (owner: TestUser, key: string) =>
  (await callApi("POST /api/v1/keys/verify", { token: owner.token, body: { key } })).json.data;
const storedHash = async (id: string) =>
  (await open().database.prisma.apiKey.findUniqueOrThrow({ where: { id } })).secretHash;

describe("before anything was imported", () => {
  it("what is shaped like no key of ours is refused without asking for it in the database", async () => {
    const owner = await createUser();
    await verify(owner, freshKey());
    const query = vi.spyOn(open().database.gate, "query");
    expect((await verify(owner, freshKey())).code).toBe("MALFORMED");
    expect(query.mock.calls.filter(([sql]) => /FROM api_keys/.test(String(sql)))).toEqual([]);
    query.mockRestore();
  });
});

describe("an imported key", () => {
  it.each(["hex", "base64", "base64url"] as const)(
    "works by its SHA-256 in %s, in words of the organization's own, and is found by its secret",
    async (encoding) => {
      const owner = await createUser();
      const key = freshKey();
      // Known to be none until now.
      await verify(owner, key);
      const answer = await importOne(owner.token, key, {
        hash: hashOf(key, encoding),
        tags: ["old"],
        metadata: { a: 1 },
      });
      expect(results(answer)).toEqual([true]);
      const { id } = answer.json.data[0];
      expect(await verify(owner, key)).toMatchObject({ valid: true, keyId: id, tags: ["old"], metadata: { a: 1 } });
      expect((await callApi("GET /v1/prompts", { token: key })).status).toBe(200);
      const found = await callApi("POST /api/v1/api-keys/find", { token: owner.token, body: { key } });
      expect(found.json.data.id).toBe(id);
    },
  );

  it("is kept under the pepper, which it follows by its use, and is there already for every later import", async () => {
    const { settings, database, peppers } = open();
    const [owner, thief] = [await createUser(), await createUser()];
    const [used, unused, revoked] = [freshKey(), freshKey(), freshKey()];
    const made = await importKeys(
      owner.token,
      [used, unused, revoked].map((key) => ({ name: "Imported", scopes, hash: hashOf(key) })),
    );
    const [id, , revokedId] = made.json.data.map((row: Json) => row.id);
    expect(await storedHash(id)).toBe(peppers.hash(`sha256 ${sha256(used)}`));
    expect((await callApi(`DELETE /api/v1/api-keys/${revokedId}`, { token: owner.token })).status).toBe(204);
    await noteSecrets(database.pool, await fingerprintsOf(settings), randomUUID());
    const formerSecrets = { ...settings.formerSecrets, keyPepper: [settings.keyPepper] };
    const next = { ...settings, keyPepper: "a-pepper-of-later-".repeat(3), formerSecrets };
    await noteSecrets(database.pool, await fingerprintsOf(next), randomUUID());
    const process = await openInPlace(open(), next);
    try {
      expect((await verify(owner, used)).code).toBe("VALID");
      await process.flush();
      expect(await storedHash(id)).toBe(process.peppers.hash(`sha256 ${sha256(used)}`));
      for (const key of [used, unused, revoked]) {
        expect(results(await importOne(thief.token, key))).toEqual(["DUPLICATE_RESOURCE"]);
      }
      process.directory.forgetAll();
      expect((await verify(owner, unused)).code).toBe("VALID");
      expect((await verify(owner, revoked)).code).toBe("REVOKED");
    } finally {
      await process.close();
      holdRuntime(open());
    }
  });

  it("is not opened by its SHA-256, in the form in which that goes under the pepper either", async () => {
    const owner = await createUser();
    const key = freshKey();
    await importOne(owner.token, key);
    for (const shown of [sha256(key), `sha256 ${sha256(key)}`]) {
      expect((await verify(owner, shown)).valid).toBe(false);
      const found = await callApi("POST /api/v1/api-keys/find", { token: owner.token, body: { key: shown } });
      expect(found.status).toBe(400);
    }
    expect((await verify(owner, key)).code).toBe("VALID");
  });

  it("is held to what was said of it", async () => {
    const owner = await createUser();
    const key = freshKey();
    const expires_at = new Date(clock.now() + 60_000).toISOString();
    const { json } = await importOne(owner.token, key, { expires_at, rate_limit: 1 });
    expect(await verify(owner, key)).toMatchObject({ valid: true });
    expect(await verify(owner, key)).toMatchObject({ code: "RATE_LIMITED" });
    clock.advance(60_000);
    expect(await verify(owner, key)).toMatchObject({ code: "EXPIRED", keyId: json.data[0].id });
  });

  it("does not work where it begins like a shipped product's: a wrong checksum there is refused unread", async () => {
    const owner = await createUser();
    const key = freshKey("pr_live_");
    await importOne(owner.token, key);
    expect((await verify(owner, key)).code).toBe("MALFORMED");
  });

  it("is nothing that broken programs send: no placeholder is taken, and nothing shorter than 20 characters works", async () => {
    const owner = await createUser();
    const sent = ["undefined", "null", "YOUR_API_KEY", "<your-api-key-goes-here>", "x".repeat(32)];
    for (const placeholder of sent) {
      expect(results(await importOne(owner.token, placeholder))).toEqual(["VALIDATION_ERROR"]);
    }
    const [short, long] = [freshKey("").slice(0, 19), freshKey("").slice(0, 20)];
    expect(results(await importOne(owner.token, short))).toEqual([true]);
    expect(results(await importOne(owner.token, long))).toEqual([true]);
    const query = vi.spyOn(open().database.gate, "query");
    expect((await verify(owner, short)).code).toBe("MALFORMED");
    expect(query.mock.calls.filter(([sql]) => /FROM api_keys/.test(String(sql)))).toEqual([]);
    query.mockRestore();
    expect((await verify(owner, long)).code).toBe("VALID");
  });

  it("is looked for again where keys were imported while it was looked for in vain", async () => {
    const { database, directory } = open();
    const owner = await createUser();
    await importOne(owner.token, freshKey());
    const key = freshKey();
    const read = database.gate.query.bind(database.gate);
    let reads = 0;
    const query = vi.spyOn(database.gate, "query").mockImplementation(async (...asked: unknown[]) => {
      const found = await Reflect.apply(read, null, asked);
      if (/k\.secret_hash = ANY/.test(String(asked[0]))) {
        reads += 1;
        if (reads <= 2) directory.forget(importedKeysSubject);
      }
      return found;
    });
    expect((await directory.checkBearer(key)).ok).toBe(false);
    expect(reads).toBe(2);
    expect((await directory.checkBearer(key)).ok).toBe(false);
    expect(reads).toBeGreaterThan(2);
    query.mockRestore();
  });

  it("is replaced by one of this deployment's own form when it is rotated", async () => {
    const owner = await createUser();
    const key = freshKey();
    const { json } = await importOne(owner.token, key);
    const path = `POST /api/v1/api-keys/${json.data[0].id}/rotate`;
    const rotated = await callApi(path, { token: owner.token, body: {} });
    expect(rotated.json.key).toMatch(/^pr_live_/);
    expect([(await verify(owner, key)).code, (await verify(owner, rotated.json.key)).code]).toEqual([
      "REVOKED",
      "VALID",
    ]);
  });

  it("takes no place of the keys that are made here, and is one of a thousand at most", async () => {
    const owner = await createUser();
    const keys = Array.from({ length: 1_001 }, () => ({ name: "x", scopes, hash: hashOf(freshKey()) }));
    expect((await importKeys(owner.token, keys)).status).toBe(400);
    const answer = await importKeys(owner.token, keys.slice(0, 1_000));
    expect(results(answer).every((ok: unknown) => ok === true)).toBe(true);
    const events = await open().database.prisma.event.findMany({
      where: { organizationId: owner.principal.organizationId, type: { startsWith: "key." } },
    });
    expect(events.map(({ type, data }) => [type, (data as Json).count])).toEqual([["key.imported", 1_000]]);
  });

  it("has in its trail the one event of its own batch, beside what was done to it alone, as it has in the export", async () => {
    const owner = await createUser();
    const own = await importOne(owner.token, freshKey());
    const [{ id }] = own.json.data;
    clock.advance(1_000);
    await importOne(owner.token, freshKey());
    await callApi(`PATCH /api/v1/api-keys/${id}`, { token: owner.token, body: { name: "Renamed" } });
    const trail = await callApi(`GET /v1/events?target=${id}`, { token: owner.token });
    expect(trail.json.data.map(({ type }: Json) => type)).toEqual(["key.updated", "key.imported"]);
    const ofImports = await callApi("GET /v1/events?type=key.imported", { token: owner.token });
    expect(trail.json.data[1]).toMatchObject({ id: ofImports.json.data[1].id, actor: { id: owner.id } });
    const file = await callApi(`GET /v1/events/export?target=${id}`, { token: owner.token });
    expect(file.json.events.map(({ type }: Json) => type)).toEqual(["key.updated", "key.imported"]);
    const stranger = await createUser();
    const theirs = await callApi(`GET /v1/events?target=${id}`, { token: stranger.token });
    expect(theirs.json.data).toEqual([]);
  });
});

describe("an import", () => {
  it("changes nothing that is there, whoever's it is, and tells each row what became of it", async () => {
    const [owner, thief] = [await createUser(), await createUser()];
    const key = freshKey();
    const { json } = await importOne(owner.token, key);
    const again = await importKeys(thief.token, [
      { name: "Theirs", scopes, hash: hashOf(key) },
      { name: "Mine", scopes, hash: hashOf(freshKey()) },
      { name: "No scopes", hash: hashOf(freshKey()) },
      { name: "Customer", scopes, external_id: "nobody", hash: hashOf(freshKey()) },
    ]);
    expect(results(again)).toEqual(["DUPLICATE_RESOURCE", true, "VALIDATION_ERROR", "VALIDATION_ERROR"]);
    expect(await verify(owner, key)).toMatchObject({ valid: true, keyId: json.data[0].id });
    expect((await verify(thief, key)).code).toBe("NOT_FOUND");
  });

  it("takes over no key that was made here, whose secret's hash somebody knows", async () => {
    const [owner, thief] = [await createUser(), await createUser()];
    const { secret } = await createKey(owner, { scopes });
    expect(results(await importOne(thief.token, secret))).toEqual([true]);
    open().directory.forgetAll();
    expect((await verify(owner, secret)).code).toBe("VALID");
    expect((await verify(thief, secret)).code).toBe("NOT_FOUND");
  });

  it("is for admins and management keys, within what they reach", async () => {
    const owner = await createUser();
    const member = await join(owner, "member");
    expect((await importOne(member.token, freshKey())).status).toBe(403);
    await makeInstanceAdmin(owner);
    const wanted = { name: "Backend", scopes: ["manage:keys:write"], products: ["prompts"] };
    const { json } = await callApi("POST /api/v1/management-keys", { token: owner.token, body: wanted });
    const answer = await importKeys(json.key, [
      { name: "Prompts", scopes, hash: hashOf(freshKey()) },
      { name: "Memory", scopes: ["read:memories"], hash: hashOf(freshKey()) },
      { name: "Service", scopes: ["keys:verify"], hash: hashOf(freshKey()) },
    ]);
    expect(results(answer)).toEqual([true, "FORBIDDEN", "FORBIDDEN"]);
  });
});
