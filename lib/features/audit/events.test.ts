import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { setInstanceAdmin } from "@/lib/features/administration/users";
import { pruneEvents } from "@/lib/tenancy/prune-events";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { eventsOf, auditScopes as scopes } from "@/lib/testing/audit-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createApp } from "@/lib/testing/oauth";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { findEventValues } from "./event-values";

const runtime = useTestRuntime();
const { clock, open } = runtime;
const { record, list, idsOf } = eventsOf(runtime);
let admin: TestUser;
beforeAll(async () => {
  admin = await createUser();
});
beforeEach(() => clock.advance(60_000));

describe("the audit log", () => {
  test("says who did what with which credential, newest first", async () => {
    const owner = await createUser();
    const key = await createKey(owner, { name: "deploy", scopes });
    const byUser = await record(owner.principal, { subjectId: "thing", data: { name: "x" } });
    const byKey = await record(key.principal);
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data).toMatchObject([
      { id: byKey, actor: null, credential: { id: key.id, name: "deploy" } },
      {
        id: byUser,
        type: "webhook.test",
        actor: { id: owner.id, email: owner.email },
        credential: null,
        subject_id: "thing",
        data: { name: "x" },
        environment: "production",
      },
    ]);
  });

  test("names the app that acted, also where it is another organization's, and shows no other organization's key", async () => {
    const [owner, publisher] = [await createUser(), await createUser()];
    const app = await createApp(publisher, { name: "Dispatcher" });
    const key = await createKey(publisher, { name: "theirs", scopes });
    await record(owner.principal, { credentialId: key.id });
    await record(owner.principal, { credentialId: app.clientId });
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data.map(({ credential }: { credential: unknown }) => credential)).toEqual([
      { id: app.clientId, name: "Dispatcher" },
      { id: key.id, name: key.id },
    ]);
  });

  test("does not name people of elsewhere", async () => {
    const owner = await createUser();
    await record(owner.principal, { actorId: admin.id });
    expect((await list(owner.token, "?type=webhook.test")).data[0].actor).toEqual({
      id: admin.id,
      name: "An administrator of this deployment",
      email: null,
    });
  });

  test("names what an event is about: as the event itself does, a member as they are called, and nobody of elsewhere", async () => {
    const owner = await createUser();
    await open().database.prisma.user.update({ where: { id: owner.id }, data: { name: "Ada" } });
    const subjects = [owner.id, admin.id, "thing"];
    for (const subjectId of subjects) await record(owner.principal, { subjectId });
    await record(owner.principal, { subjectId: admin.id, data: { name: "", email: "said@example.test" } });
    await record(owner.principal);
    const { data } = await list(owner.token, "?type=webhook.test");
    expect(data.map((event: { subject_name: unknown }) => event.subject_name).toReversed()).toEqual([
      ...["Ada", "An administrator of this deployment", null],
      ...["said@example.test", null],
    ]);
    const targets = await findEventValues(owner.principal, { field: "target", search: "ada" });
    expect(targets.data).toContainEqual({ value: owner.id, name: "Ada", hint: null });
  });

  test("is the organization's alone, and a key's environment's alone", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const id = await record(owner.principal);
    expect(await idsOf(stranger.token)).toEqual([]);
    const page = await list(owner.token, "?limit=1");
    if (page.next_cursor) expect(await idsOf(stranger.token, `?cursor=${page.next_cursor}`)).not.toContain(id);
    const live = await createKey(owner, { scopes });
    const test = await createKey(owner, { scopes, environment: "development" });
    expect(await idsOf(live.secret)).toEqual([id]);
    expect(await idsOf(test.secret)).toEqual([]);
    const reader = await createKey(owner, { scopes: ["prompts:read"] });
    expect((await callApi("GET /v1/events", { token: reader.secret })).status).toBe(403);
  });

  test("is kept for 90 days", async () => {
    const owner = await createUser();
    await record(owner.principal);
    await sealEvents(open());
    await pruneEvents(open().database.pool, open().auditMarks, clock.now() + 89 * 86_400_000);
    expect(await idsOf(owner.token)).toHaveLength(1);
    await pruneEvents(open().database.pool, open().auditMarks, clock.now() + 91 * 86_400_000);
    expect(await idsOf(owner.token)).toHaveLength(0);
  });

  test("tells of a new administrator in the organization of who named them", async () => {
    const user = await createUser();
    await setInstanceAdmin(admin.principal, user.id, true);
    const { data } = await list(admin.token, "?type=user.admin_changed");
    expect(data[0]).toMatchObject({ actor: { id: admin.id }, data: { user_id: user.id, instance_admin: true } });
  });
});

test("an alert names the sessions that it is about, and what is gone, as it called them then", async () => {
  const owner = await createUser();
  const data = { kind: "revoked_use", credential_id: owner.id, credential_name: "Sessions of Ada" };
  await record(owner.principal, { type: "alert.raised", actorId: null, credentialId: owner.id, data });
  const { data: events } = await list(owner.token, "?type=alert.raised");
  expect(events).toMatchObject([
    { credential: { id: owner.id, name: "Sessions of Ada" }, summary: expect.stringContaining("Sessions of Ada") },
  ]);
});
