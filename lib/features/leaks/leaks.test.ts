import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import bcrypt from "bcryptjs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { credentialFormats } from "@/lib/access/catalogue";
import { generateCredential } from "@/lib/access/credential-format";
import { ImportedKey } from "@/lib/features/api-keys/import-contract";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { importByOperator } from "@/lib/features/api-keys/operator-import";
import { holdRuntime } from "@/lib/open-runtime";
import { randomBase62 } from "@/lib/platform/random";
import { callApi, type Json } from "@/lib/testing/call-api";
import { mailsTo } from "@/lib/testing/email-changes";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { createApp, postForm, tokensOfUser } from "@/lib/testing/oauth";
import { matchOf, startSecretScanner, matchUrl as url } from "@/lib/testing/secret-scanner";
import { join } from "@/lib/testing/team";
import { openBeside, useTestRuntime } from "@/lib/testing/test-runtime";

const scanner = await startSecretScanner();
afterAll(scanner.close);

const { clock, open } = useTestRuntime({
  settings: { secretScanningKeysUrl: scanner.url, outboundAllow: ["127.0.0.0/8"] },
});
const scopes = ["prompts:read" as const];
const labels = ({ json }: { json: Json }) => json.map(({ label }: Json) => label);
const reasonFor = async (secret: string) => {
  const check = await open().directory.checkBearer(secret);
  return check.ok ? "works" : check.reason;
};
const eventsOf = async ({ principal }: TestUser, types: string[]) => {
  const where = { organizationId: principal.organizationId, type: { in: types } };
  const rows = await open().database.prisma.event.findMany({
    where,
    orderBy: [{ createdAt: "asc" }, { type: "desc" }],
  });
  return rows.map(({ type, data }) => ({ type, data: data as Json }));
};
const choose = (owner: TestUser, onLeak: "revoke" | "quarantine" | "notify") =>
  open().database.prisma.organizationPolicy.create({
    data: { organizationId: owner.principal.organizationId, onLeak },
  });

describe("a report with keys that were imported by a hash with a salt", () => {
  const beginning = "old_live_leaks";
  const freshKey = () => `${beginning}${randomBytes(18).toString("base64url")}`;
  const importSlow = ({ principal }: TestUser, key: string) =>
    importByOperator(principal.organizationId, [
      ImportedKey.parse({
        name: "Imported",
        scopes,
        hash: { algorithm: "bcrypt", value: bcrypt.hashSync(key, 4), beginning },
      }),
    ]);
  const looksFor = () => vi.spyOn(open().slowKeys, "find");

  it("deals with all that is known where there is no room to try them, is a 503, and whole when it comes again", async () => {
    const owner = await createUser();
    const imported = freshKey();
    await importSlow(owner, imported);
    const { secret } = await createKey(owner, { scopes });
    const guesses = Array.from({ length: 30 }, freshKey);
    const matches = [...guesses, imported, secret].map((token) => matchOf(token));
    const first = await scanner.report(matches);
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(await reasonFor(secret)).toBe("disabled");
    clock.advance(60_000);
    const second = await scanner.report(matches);
    expect([second.status, labels(second).slice(-2)]).toEqual([200, ["true_positive", "true_positive"]]);
    expect(await reasonFor(imported)).toBe("disabled");
    expect(await eventsOf(owner, ["key.leaked"])).toHaveLength(2);
  });

  it("asks once whether there are any, and tries nothing where there are none", async () => {
    await open().database.prisma.slowKeyHash.deleteMany();
    const looked = looksFor();
    expect(labels(await scanner.report(Array.from({ length: 20 }, () => matchOf(freshKey()))))).not.toContain(
      "true_positive",
    );
    expect(looked).not.toHaveBeenCalled();
    looked.mockRestore();
  });
});

describe("a leaked API key", () => {
  it("is switched off in every process, told as an event and by mail, and shown with its place, never with its secret", async () => {
    const owner = await createUser();
    const admin = await join(owner, "admin");
    const member = await join(owner, "member");
    const { id, secret } = await createKey(member, { scopes, name: "Deploy" });
    const other = await openBeside(open());
    try {
      expect((await other.directory.checkBearer(secret)).ok).toBe(true);
      const answer = await scanner.report([
        matchOf(secret, { url: `${url}?key=${secret}`, source: "gist_content" }),
        matchOf(`pr_live_${"0".repeat(32)}`),
      ]);
      expect(labels(answer)).toEqual(["true_positive", "false_positive"]);
      expect(answer.text).not.toContain(secret);
      expect(await reasonFor(secret)).toBe("disabled");
      await expect.poll(async () => (await other.directory.checkBearer(secret)).ok, { timeout: 5_000 }).toBe(false);
    } finally {
      await other.close();
      holdRuntime(open());
    }
    const [leaked, disabled] = await eventsOf(owner, ["key.leaked", "key.disabled"]);
    expect(leaked).toMatchObject({
      type: "key.leaked",
      data: { key_id: id, url: `${url}?key=…`, source: "gist_content", action: "quarantine" },
    });
    expect(disabled).toMatchObject({ type: "key.disabled", data: { disabled_with: leaked?.data.leak_id } });
    for (const { email } of [owner, admin, member]) {
      const [mail] = await mailsTo(email, "A credential was found in public");
      expect(mail?.text).toContain("The API key Deploy");
      expect(mail?.text).toContain("It was switched off");
      expect(mail?.text).not.toContain(secret);
    }
    const { json } = await callApi(`GET /api/v1/api-keys/${id}`, { token: owner.token });
    expect(json.data).toMatchObject({
      status: "disabled",
      leak: { url: `${url}?key=…`, source: "gist_content", action: "quarantine" },
    });
    const kept = await open().database.prisma.credentialLeak.findMany({ where: { credentialId: id } });
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it("works again once somebody switched it on, whoever replays the report; another place stops it again", async () => {
    const owner = await createUser();
    const { id, secret } = await createKey(owner, { scopes });
    const body = JSON.stringify([matchOf(secret)]);
    const headers = scanner.headersOf(body);
    const replay = () => callApi("POST /api/v1/leaks", { body, headers });
    await replay();
    const enabled = await callApi(`PATCH /api/v1/api-keys/${id}`, { token: owner.token, body: { enabled: true } });
    expect(enabled.status).toBe(200);
    clock.advance(1_000);
    expect(labels(await replay())).toEqual(["true_positive"]);
    expect(await reasonFor(secret)).toBe("works");
    expect(await eventsOf(owner, ["key.leaked"])).toHaveLength(1);
    await scanner.report([matchOf(secret, { url: `${url}#elsewhere` })]);
    expect(await reasonFor(secret)).toBe("disabled");
  });

  it("is replaced by one that works when it is rotated; one that its owner had switched off is not", async () => {
    const owner = await createUser();
    const [leaked, off] = [await createKey(owner, { scopes }), await createKey(owner, { scopes })];
    await callApi(`PATCH /api/v1/api-keys/${off.id}`, { token: owner.token, body: { enabled: false } });
    clock.advance(1_000);
    await scanner.report([matchOf(leaked.secret), matchOf(off.secret)]);
    const rotate = (id: string) =>
      callApi(`POST /api/v1/api-keys/${id}/rotate`, { token: owner.token, body: { grace_period_seconds: 3_600 } });
    const [fresh, still] = [await rotate(leaked.id), await rotate(off.id)];
    expect(await reasonFor(fresh.json.key)).toBe("works");
    expect(await reasonFor(leaked.secret)).toBe("disabled");
    expect(await reasonFor(still.json.key)).toBe("disabled");
  });

  it("is revoked with what it made where the organization says so, and only told of where it says that; other organizations' stay as they are", async () => {
    const [strict, calm, other] = [await createUser(), await createUser(), await createUser()];
    await choose(strict, "revoke");
    await choose(calm, "notify");
    const all = ["prompts:read" as const, "prompts:write" as const];
    const [revoked, told, untouched] = [
      await createKey(strict, { scopes: all }),
      await createKey(calm, { scopes }),
      await createKey(other, { scopes }),
    ];
    const made = await callApi("POST /api/v1/api-keys", { token: revoked.secret, body: { name: "Child", scopes } });
    expect(made.status).toBe(201);
    await scanner.report([matchOf(revoked.secret), matchOf(told.secret)]);
    expect(await Promise.all([revoked.secret, made.json.key, told.secret, untouched.secret].map(reasonFor))).toEqual([
      "revoked",
      "revoked",
      "works",
      "works",
    ]);
    const [event] = await eventsOf(calm, ["key.leaked"]);
    expect(event?.data.action).toBe("notify");
    expect(await eventsOf(other, ["key.leaked"])).toEqual([]);
    expect((await callApi(`GET /api/v1/api-keys/${untouched.id}`, { token: other.token })).json.data.leak).toBeNull();
    expect((await callApi(`GET /api/v1/api-keys/${told.id}`, { token: other.token })).status).toBe(404);
  });

  it("may be one in overlap, an imported one, a management key or one of a trusted service", async () => {
    const owner = await createUser();
    await makeInstanceAdmin(owner);
    const old = await createKey(owner, { scopes });
    const rotated = await callApi(`POST /api/v1/api-keys/${old.id}/rotate`, {
      token: owner.token,
      body: { grace_period_seconds: 3_600 },
    });
    const imported = `old_live_${randomBytes(18).toString("base64url")}`;
    const sha256 = createHash("sha256").update(imported).digest("hex");
    await callApi("POST /api/v1/api-keys/import", {
      token: owner.token,
      body: { keys: [{ name: "Imported", scopes, hash: { algorithm: "sha256", value: sha256 } }] },
    });
    const admin = { ...owner.principal, instanceAdmin: true };
    const management = await createManagementKey(admin, { name: "Backend", scopes: ["manage:keys:read"] });
    const service = await callApi("POST /api/v1/api-keys", {
      token: owner.token,
      body: { name: "Gateway", scopes: ["keys:verify"] },
    });
    const secrets = [old.secret, imported, management.key, service.json.key];
    const answer = await scanner.report([...secrets, sha256, `sha256 ${sha256}`].map((token) => matchOf(token)));
    expect(labels(answer)).toEqual([...secrets.map(() => "true_positive"), "false_positive", "false_positive"]);
    expect(await Promise.all(secrets.map(reasonFor))).toEqual(secrets.map(() => "disabled"));
    expect(await reasonFor(rotated.json.key)).toBe("works");
    const listed = await callApi("GET /api/v1/management-keys", { token: owner.token });
    expect(listed.json.data.find(({ id }: Json) => id === management.data.id).leak).toMatchObject({ url });
  });

  it("that has ended is still a true one, and is told of once for all of its places in a mail", async () => {
    const owner = await createUser();
    const { id, secret } = await createKey(owner, { scopes });
    await callApi(`DELETE /api/v1/api-keys/${id}`, { token: owner.token });
    const answer = await scanner.report([matchOf(secret), matchOf(secret, { url: "javascript:alert(1)" })]);
    expect(labels(answer)).toEqual(["true_positive", "true_positive"]);
    const places = (await eventsOf(owner, ["key.leaked"])).map(({ data }) => data.url);
    expect(new Set(places)).toEqual(new Set([url, null]));
    const mails = await mailsTo(owner.email, "A credential was found in public");
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("It had ended before.");
  });

  it("floods no mailbox: twenty mails a day, while the audit log has all", async () => {
    const owner = await createUser();
    const { secret } = await createKey(owner, { scopes });
    for (let place = 0; place < 22; place += 1) await scanner.report([matchOf(secret, { url: `${url}#L${place}` })]);
    expect(await mailsTo(owner.email, "A credential was found in public")).toHaveLength(20);
    expect(await eventsOf(owner, ["key.leaked"])).toHaveLength(22);
  });
});

describe("the pattern that a partner is sent", () => {
  const page = readFileSync("docs/leaked-credentials.md", "utf8");
  const patterns = [...page.matchAll(/^\| `latchkey_\w+` \| `(.+)` \|$/gm)].map(
    ([, text = ""]) => new RegExp(`^${text.replaceAll("\\|", "|")}$`),
  );

  it("is in the documentation for every credential of the shipped products", () => {
    for (const format of credentialFormats()) {
      const secret = generateCredential(format);
      expect([format.prefix, patterns.filter((pattern) => pattern.test(secret)).length]).toEqual([format.prefix, 1]);
    }
    for (const [prefix, length] of [
      ["secret_", 40],
      ["rt_", 43],
    ] as const) {
      expect(patterns.some((pattern) => pattern.test(prefix + randomBase62(length)))).toBe(true);
    }
  });
});

describe("another leaked credential", () => {
  it("is revoked at once: a personal access token with what it made", async () => {
    const owner = await createUser({ plan: "pro" });
    const token = (await callApi("POST /api/user/tokens", { token: owner.token, body: { name: "CI" } })).json.token;
    const made = await callApi("POST /api/v1/api-keys", { token, body: { name: "Child", scopes } });
    expect(labels(await scanner.report([matchOf(token)]))).toEqual(["true_positive"]);
    expect([await reasonFor(token), await reasonFor(made.json.key)]).toEqual(["revoked", "revoked"]);
    expect((await eventsOf(owner, ["token.leaked", "token.revoked"])).map(({ type }) => type)).toEqual([
      "token.revoked",
      "token.leaked",
    ]);
  });

  it("is revoked at once: a secret of an OAuth app", async () => {
    const owner = await createUser();
    const app = await createApp(owner, { grant_types: ["client_credentials"] });
    const ask = () =>
      postForm("/oauth/token", {
        grant_type: "client_credentials",
        client_id: app.clientId,
        client_secret: app.secret,
      });
    const access = (await ask()).json.access_token;
    expect(await reasonFor(access)).toBe("works");
    expect(labels(await scanner.report([matchOf(app.secret)]))).toEqual(["true_positive"]);
    expect((await ask()).status).toBe(401);
    expect(await reasonFor(access)).not.toBe("works");
    expect((await eventsOf(owner, ["app.leaked", "app.ended"])).map(({ type }) => type)).toEqual([
      "app.leaked",
      "app.ended",
    ]);
  });

  it("ends the grant that it goes on for: a refresh token", async () => {
    const owner = await createUser();
    const app = await createApp(owner);
    const tokens = await tokensOfUser(app, owner);
    expect(labels(await scanner.report([matchOf(tokens.refresh_token)]))).toEqual(["true_positive"]);
    expect(await reasonFor(tokens.access_token)).not.toBe("works");
    const again = await postForm("/oauth/token", {
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
      client_id: app.clientId,
      client_secret: app.secret,
    });
    expect(again.status).toBe(400);
  });
});
