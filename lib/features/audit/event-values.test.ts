import { beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "@/lib/access/principal";
import { createToken } from "@/lib/features/tokens/tokens";
import { eventsOf, auditScopes as scopes } from "@/lib/testing/audit-events";
import { createKey, createUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { findEventValues } from "./event-values";
import { findActors } from "./find-actors";

const runtime = useTestRuntime();
const { clock } = runtime;
const { record } = eventsOf(runtime);
beforeEach(() => clock.advance(60_000));

describe("values that are offered for filters", () => {
  test("come from the organization's own latest events, by part of the value or of its name, and take no wildcards", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    const key = await createKey(owner, { name: "Deploy", scopes });
    await record(owner.principal, {
      subjectId: "mem_1",
      data: { name: "Groceries", address: "203.0.113.9", user_agent: "curl/8.5.0" },
    });
    await record(key.principal, { subjectId: "mem_2", data: { address: "203.0.113.9" } });
    const find = async (principal: Principal, field: "credential" | "target" | "address" | "agent", search = "") =>
      (await findEventValues(principal, { field, search })).data;
    const none = { hint: null };
    const hint = expect.stringMatching(/^\w+…\w{4}$/);
    expect(await find(owner.principal, "credential", "depl")).toEqual([{ value: key.id, name: "Deploy", hint }]);
    expect(await find(owner.principal, "target", "groc")).toEqual([{ value: "mem_1", name: "Groceries", ...none }]);
    expect(await find(owner.principal, "target", "mem_2")).toEqual([{ value: "mem_2", name: null, ...none }]);
    expect(await find(owner.principal, "address", "203.0")).toEqual([{ value: "203.0.113.9", name: null, ...none }]);
    expect(await find(owner.principal, "agent", "CURL")).toEqual([{ value: "curl/8.5.0", name: null, ...none }]);
    expect(await find(owner.principal, "agent", "%")).toEqual([]);
    expect(await find(stranger.principal, "address", "203.0")).toEqual([]);
    const named = await findEventValues(owner.principal, { field: "credential", value: key.id });
    expect(named.data).toEqual([{ value: key.id, name: "Deploy", hint }]);
  });

  test("are found by what lists show of a secret: its beginning, its mask and its end, of the own organization alone", async () => {
    const [owner, stranger] = [await createUser({ plan: "enterprise" }), await createUser()];
    const [key, other] = [await createKey(owner, { scopes }), await createKey(owner, { scopes })];
    const { token_id, token } = await createToken(owner.principal, { name: "script", expires_in_days: 90 });
    const credentials = [key.id, other.id, token_id];
    for (const credentialId of credentials) await record(owner.principal, { credentialId, subjectId: credentialId });
    await record(stranger.principal, { credentialId: key.id, subjectId: key.id });
    const find = async (search: string, { principal } = owner, field: "credential" | "target" = "credential") =>
      (await findEventValues(principal, { field, search })).data.map(({ value }) => value);
    const start = key.secret.slice(0, key.secret.lastIndexOf("_") + 5);
    const mask = `${start}…${key.secret.slice(-4)}`;
    // Of a pasted secret a search sends two characters more.
    const searches = [
      start,
      key.secret.slice(0, start.length + 2),
      mask,
      mask.slice(start.length),
      key.secret.slice(-4),
    ];
    for (const search of searches) {
      expect([search, await find(search)]).toEqual([search, [key.id]]);
      expect([search, await find(search, owner, "target")]).toEqual([search, [key.id]]);
      expect([search, await find(search, stranger)]).toEqual([search, []]);
    }
    expect(await find(token.slice(0, token.lastIndexOf("_") + 5))).toEqual([token_id]);
  });
});

describe("people to look at alone", () => {
  test("are all members, found by name or address, and never a stranger's name", async () => {
    const team = await createTeam();
    const stranger = await createUser();
    const find = async (search: string) =>
      (await findActors(team.owner.principal, { search })).data.map(({ id }) => id);
    expect((await find("")).toSorted()).toEqual([team.owner.id, team.admin.id, team.member.id].toSorted());
    expect(await find(team.member.email.slice(0, 20))).toEqual([team.member.id]);
    expect(await find(stranger.email)).toEqual([]);
    expect((await findActors(team.owner.principal, { id: team.admin.id })).data).toMatchObject([
      { id: team.admin.id, email: team.admin.email },
    ]);
    expect((await findActors(team.owner.principal, { id: stranger.id })).data).toEqual([
      { id: stranger.id, name: "A former member", email: null },
    ]);
  });
});
