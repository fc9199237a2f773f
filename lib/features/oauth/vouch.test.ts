import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp, type TestApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { untilWaitedFor } from "@/lib/testing/until-waited-for";

const { clock } = useTestRuntime();
let admin: TestUser;
let owner: TestUser;
let app: TestApp;

beforeAll(async () => {
  clock.set(Date.now());
  // The first user of a deployment administers it.
  admin = await createUser();
  owner = await createUser({ plan: "enterprise" });
});

beforeEach(async () => {
  clock.advance(60_000);
  app = await createApp(owner);
});

const path = () => `/api/v1/admin/oauth-apps/${app.clientId}`;
const vouch = (verified: unknown, token = admin.token) => callApi(`PATCH ${path()}`, { token, body: { verified } });
const change = (body: object) => callApi(`PATCH /v1/oauth-apps/${app.clientId}`, { token: owner.token, body });
const isVerified = async () =>
  (await callApi(`GET /v1/oauth-apps/${app.clientId}`, { token: owner.token })).json.verified as boolean;
const events = () =>
  runtime().database.prisma.event.findMany({
    where: { type: "app.updated", subjectId: app.clientId },
    orderBy: { createdAt: "asc" },
  });

describe("vouching for an app", () => {
  it("is an instance admin's alone: the app's own administrators and keys cannot", async () => {
    const key = await createKey(admin);
    for (const token of [owner.token, key.secret]) {
      expect((await vouch(true, token)).status).toBe(403);
      expect((await callApi(`GET ${path()}`, { token })).status).toBe(403);
    }
    expect((await change({ verified: true })).status).toBe(400);
    expect(await isVerified()).toBe(false);
  });

  it("shows whose app it is and where it leads, and tells the app's organization who vouched", async () => {
    const answer = await vouch(true);
    expect([answer.status, answer.json.data]).toEqual([
      200,
      expect.objectContaining({
        client_id: app.clientId,
        redirect_uris: ["https://app.example.test/callback"],
        organization: { id: owner.principal.organizationId, name: expect.any(String) },
        verified: true,
      }),
    ]);
    expect(await isVerified()).toBe(true);
    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      organizationId: owner.principal.organizationId,
      actorId: admin.id,
      data: { client_id: app.clientId, verified: true },
    });
  });

  it("that changes nothing records nothing, and can be taken back", async () => {
    await vouch(false);
    expect(await events()).toHaveLength(0);
    await Promise.all([vouch(true), vouch(true), vouch(true)]);
    expect(await events()).toHaveLength(1);
    expect((await vouch(false)).json.data.verified).toBe(false);
    expect(await events()).toHaveLength(2);
    const told = (await callApi(`GET /v1/events?target=${app.clientId}&type=app.updated`, { token: owner.token })).json;
    const summaries = told.data.map(({ summary }: { summary: string }) => summary).toSorted();
    expect(summaries).toEqual([
      expect.stringMatching(/ verified the OAuth app “.+”$/),
      expect.stringMatching(/ withdrew the verification of the OAuth app “.+”$/),
    ]);
  });

  it("does not outlive the name, the homepage or the addresses that were vouched for", async () => {
    const callback = "https://app.example.test/callback";
    const edits = [
      { name: "Another app" },
      { redirect_uris: [callback, "https://evil.example/cb"] },
      { homepage_url: "https://evil.example" },
      { homepage_url: null },
    ];
    for (const edit of edits) {
      clock.advance(1);
      await vouch(true);
      expect(await isVerified()).toBe(true);
      clock.advance(1);
      expect((await change(edit)).json.verified).toBe(false);
      expect((await events()).at(-1)?.data).toMatchObject({ verified: false });
    }
    await vouch(true);
    // Fewer addresses of those that were looked at, and what users do not go by.
    for (const harmless of [{ redirect_uris: [callback] }, { description: "More words" }, { homepage_url: null }]) {
      expect((await change(harmless)).json.verified).toBe(true);
    }
  });

  it("is a 409 where the app is just becoming another one, and is not given", async () => {
    const { pool } = runtime().database;
    const renaming = await pool.connect();
    try {
      await renaming.query("BEGIN");
      await renaming.query("UPDATE oauth_apps SET name = 'Another' WHERE id = $1", [app.clientId]);
      const vouching = vouch(true);
      await untilWaitedFor(renaming);
      await renaming.query("COMMIT");
      expect((await vouching).status).toBe(409);
    } finally {
      renaming.release();
    }
    expect(await isVerified()).toBe(false);
  });

  it("is a 404 for an app that is not there, and a 400 for anything but yes or no", async () => {
    for (const id of ["client_none", "a%00b"]) {
      const target = `PATCH /api/v1/admin/oauth-apps/${id}`;
      expect((await callApi(target, { token: admin.token, body: { verified: true } })).status).toBe(404);
    }
    for (const verified of ["true", 1, null, undefined]) expect((await vouch(verified)).status).toBe(400);
  });
});
