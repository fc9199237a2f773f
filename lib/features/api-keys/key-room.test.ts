import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { maxLiveKeys } from "./contract";

const { clock, open } = useTestRuntime();

let user: TestUser;
beforeEach(async () => {
  user = await createUser();
});

/** Keys as they lie in the database, without secrets, which no test needs. */
async function fill(
  count: number,
  more: { revokedAt?: Date; expiresAt?: Date; importedAt?: Date } = {},
): Promise<void> {
  await open().database.pool.query(
    `INSERT INTO api_keys (id, line_id, organization_id, product, environment, name, key_prefix, secret_hash, secret_hint,
                           scopes, ip_allowlist, revoked_at, expires_at, imported_at)
     SELECT id, id, $1, 'prompts', 'production', 'Filler', '', id, '', '{prompts:read}', '{}', $3, $4, $5
       FROM (SELECT 'key_' || gen_random_uuid() AS id FROM generate_series(1, $2)) AS made`,
    [user.id, count, more.revokedAt ?? null, more.expiresAt ?? null, more.importedAt ?? null],
  );
}

const create = (environment = "production") =>
  callApi("POST /api/v1/api-keys", {
    token: user.token,
    body: { name: "One more", scopes: ["prompts:read"], environment },
  });

describe("an organization's keys", () => {
  it("are at most 10,000 live ones in an environment, however many are asked for at once", async () => {
    await fill(maxLiveKeys - 2);
    const answers = await Promise.all(Array.from({ length: 5 }, () => create()));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.json.errors[0].message).toContain("at most 10,000 live production keys; revoke");
    expect((await create("development")).status).toBe(201);
    const [made] = answers.filter(({ status }) => status === 201);
    const rotate = (grace_period_seconds: number) =>
      callApi(`POST /api/v1/api-keys/${made?.json.data.id}/rotate`, {
        token: user.token,
        body: { grace_period_seconds },
      });
    expect((await rotate(60)).status).toBe(409);
    const rotated = await rotate(0);
    expect(rotated.status).toBe(201);
    await callApi(`DELETE /api/v1/api-keys/${rotated.json.data.id}`, { token: user.token });
    expect((await create()).status).toBe(201);
  });

  it("that were imported take no place, but bound what admins import, and what replaces one takes a place", async () => {
    const importOne = (token: string) => {
      const hash = { algorithm: "sha256", value: randomBytes(32).toString("hex") };
      const body = { keys: [{ name: "Imported", scopes: ["prompts:read"], hash }] };
      return callApi("POST /api/v1/api-keys/import", { token, body });
    };
    await fill(maxLiveKeys - 1, { importedAt: new Date(clock.now()) });
    const [imported, refused] = [await importOne(user.token), await importOne(user.token)];
    expect([imported.json.data[0].ok, refused.json.data[0].error?.code]).toEqual([true, "DUPLICATE_RESOURCE"]);
    await makeInstanceAdmin(user);
    const wanted = { name: "Backend", scopes: ["manage:keys:write"], products: ["prompts"] };
    const management = await callApi("POST /api/v1/management-keys", { token: user.token, body: wanted });
    expect((await importOne(management.json.key)).json.data[0].ok).toBe(true);
    await fill(maxLiveKeys - 2);
    const rotated = () =>
      callApi(`POST /api/v1/api-keys/${imported.json.data[0].id}/rotate`, { token: user.token, body: {} });
    const last = await create();
    expect([last.status, (await rotated()).status]).toEqual([201, 409]);
    await callApi(`DELETE /api/v1/api-keys/${last.json.data.id}`, { token: user.token });
    expect((await rotated()).status).toBe(201);
  });

  it("do not count once they were revoked or have expired", async () => {
    const now = new Date(clock.now());
    await fill(maxLiveKeys, { revokedAt: now });
    await fill(maxLiveKeys, { expiresAt: now });
    expect((await create()).status).toBe(201);
  });
});
