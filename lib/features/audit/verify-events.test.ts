import { beforeEach, describe, expect, test } from "vitest";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { eventsOf, auditScopes as scopes } from "@/lib/testing/audit-events";
import { callApi } from "@/lib/testing/call-api";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const runtime = useTestRuntime();
const { clock, open } = runtime;
const { record, list, idsOf } = eventsOf(runtime);
beforeEach(() => clock.advance(60_000));

describe("the verification of the chain", () => {
  const verify = async (token: string, query = "") =>
    (await callApi(`GET /v1/events/verification${query}`, { token })).json;

  test("tells what was looked at, goes on where it ended, and shows the first broken link", async () => {
    const owner = await createUser();
    for (const subjectId of ["one", "two", "three"]) await record(owner.principal, { subjectId });
    await sealEvents(open());
    const whole = await verify(owner.token);
    expect(whole).toMatchObject({ first_sequence: 1, fault: null, next: null });
    expect(whole.checked).toBe(whole.head.sequence);
    expect((await verify(owner.token, `?after=${whole.head.sequence - 1}`)).checked).toBe(1);
    const kept = `?head=${whole.head.sequence}:${whole.head.hash}`;
    expect((await verify(owner.token, kept)).fault).toBeNull();
    const other = `?head=${whole.head.sequence}:${"A".repeat(43)}`;
    expect((await verify(owner.token, other)).fault).toMatchObject({ kind: "changed" });
    const [two] = (await list(owner.token, "?target=two")).data;
    await open().database.pool.query("UPDATE events SET subject_id = 'other' WHERE id = $1", [two.id]);
    expect((await verify(owner.token)).fault).toMatchObject({
      kind: "changed",
      sequence: two.sequence,
      event_id: two.id,
      problem: expect.stringContaining(`Link ${two.sequence} (${two.id}) is not the event that was sealed there`),
    });
  });

  test("has its links listed with their neighbours, also where a link is gone, and none of another organization", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await record(owner.principal));
    await sealEvents(open());
    const { data } = await list(owner.token, "?type=webhook.test");
    const links = data.map(({ sequence }: { sequence: number }) => sequence).reverse();
    expect(await idsOf(owner.token, `?link=${links[2]}`)).toEqual(ids.slice(1, 4).reverse());
    expect(await idsOf(owner.token, `?link=${links[4]}`)).toEqual(ids.slice(3).reverse());
    await open().database.pool.query("DELETE FROM events WHERE id = ANY ($1)", [ids.slice(1, 4)]);
    expect(await idsOf(owner.token, `?link=${links[2]}`)).toEqual([ids[4], ids[0]]);
    expect(await idsOf(stranger.token, `?link=${links[2]}&type=webhook.test`)).toEqual([]);
    for (const link of ["0", "x", "1.5"]) {
      expect((await callApi(`GET /v1/events?link=${link}`, { token: owner.token })).status).toBe(400);
    }
  });

  test("is of the caller's own organization", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    await record(owner.principal);
    await sealEvents(open());
    await open().database.pool.query("DELETE FROM events WHERE organization_id = $1", [owner.id]);
    expect((await verify(owner.token)).fault).toMatchObject({ kind: "cut_off" });
    expect((await verify(stranger.token)).fault).toBeNull();
    const key = await createKey(stranger, { scopes });
    expect((await callApi("GET /v1/events/verification", { token: key.secret })).status).toBe(200);
    for (const query of ["?after=0", "?after=x", "?head=1", "?head=1:short"]) {
      expect([query, (await callApi(`GET /v1/events/verification${query}`, { token: owner.token })).status]).toEqual([
        query,
        400,
      ]);
    }
  });
});
