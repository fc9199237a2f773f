import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { holdRuntime, type OpenRuntime } from "@/lib/open-runtime";
import { noteSecrets } from "@/lib/platform/known-secrets";
import { createSeals } from "@/lib/platform/sealed";
import { fingerprintsOf } from "@/lib/platform/secrets-mark";
import { createKey, createUser } from "@/lib/testing/factories";
import { openInPlace, useTestRuntime } from "@/lib/testing/test-runtime";
import { createPeppers } from "./peppers";
import { unreadableKeyOf } from "./unreadable-key";

const { open } = useTestRuntime();
const opened: OpenRuntime[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  holdRuntime(open());
});

describe("hashes under peppers", () => {
  it("are one where there is one pepper, without a mark", () => {
    const peppers = createPeppers([{ pepper: "first", mark: null }]);
    expect(peppers.hashes("secret")).toEqual([peppers.hash("secret")]);
    expect(peppers.hash("secret")).toMatch(/^[0-9a-f]{64}$/);
    expect(peppers.isCurrent(peppers.hash("secret"))).toBe(true);
  });

  it("are one for each that is accepted, the current one first, and tell which they are under", () => {
    const first = createPeppers([{ pepper: "first", mark: null }]);
    const both = createPeppers([
      { pepper: "second", mark: "0123abcd" },
      { pepper: "first", mark: null },
    ]);
    expect(both.hashes("secret")).toEqual([both.hash("secret"), first.hash("secret")]);
    expect(both.hash("secret")).toMatch(/^0123abcd\.[0-9a-f]{64}$/);
    expect([both.isCurrent(both.hash("secret")), both.isCurrent(first.hash("secret"))]).toEqual([true, false]);
  });
});

it("a key's hash moves when the key is shown, not before its process's pepper is the deployment's own", async () => {
  const { pool } = open().database;
  const { id, secret } = await createKey(await createUser(), { scopes: ["prompts:read"] });
  const { keyPepper } = open().settings;
  const formerSecrets = { ...open().settings.formerSecrets, keyPepper: [keyPepper] };
  await noteSecrets(pool, await fingerprintsOf(open().settings), randomUUID());
  const early = await openInPlace(open(), { keyPepper: "a-pepper-of-later-".repeat(3), formerSecrets });
  opened.push(early);
  const hash = async () => (await early.database.prisma.apiKey.findUniqueOrThrow({ where: { id } })).secretHash;
  expect((await early.directory.checkBearer(secret)).ok).toBe(true);
  await early.flush();
  expect(await hash()).toMatch(/^[0-9a-f]{64}$/);

  await noteSecrets(pool, await fingerprintsOf(early.settings), randomUUID());
  early.directory.forgetAll();
  expect((await early.directory.checkBearer(secret)).ok).toBe(true);
  await early.flush();
  expect(await hash()).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{64}$/);
  // A process that works with the old pepper still, and accepts the new one.
  const late = await openInPlace(open(), {
    formerSecrets: { ...formerSecrets, keyPepper: [early.settings.keyPepper] },
  });
  opened.push(late);
  expect((await late.directory.checkBearer(secret)).ok).toBe(true);
});

it("a database of before there were notes is refused where no signing key opens", async () => {
  const { pool } = open().database;
  const foreign = createSeals("another-encryption-key-".repeat(2));
  await pool.query("DELETE FROM oauth_signing_keys");
  expect(await unreadableKeyOf(pool, foreign)).toBeNull();
  await open().signingKeys.rotate({ now: true });
  expect(await unreadableKeyOf(pool, open().seals)).toBeNull();
  const misfit = await unreadableKeyOf(pool, foreign);
  expect(misfit).toContain("another ENCRYPTION_KEY");
  await pool.query("DELETE FROM deployment_secrets");
  const noted = noteSecrets(pool, await fingerprintsOf(open().settings), randomUUID(), async () => misfit);
  await expect(noted).rejects.toThrow("another ENCRYPTION_KEY");
});
