import { beforeEach, describe, expect, test } from "vitest";
import type { Principal } from "@/lib/access/principal";
import { eventsOf } from "@/lib/testing/audit-events";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { AuditFilter } from "./contract";
import { exportEvents } from "./export-events";

const runtime = useTestRuntime();
const { clock, open } = runtime;
const { record, list } = eventsOf(runtime);
beforeEach(() => clock.advance(60_000));

describe("the export", () => {
  const take = async (principal: Principal, format: "csv" | "json", filter: AuditFilter = {}) => {
    const { pieces, filename } = await exportEvents(principal, { format, ...filter });
    const texts: string[] = [];
    for await (const piece of pieces) texts.push(piece);
    return { text: texts.join(""), pieces: texts.length, filename };
  };

  test("holds the filtered events, runs in no spreadsheet, and is an event itself", async () => {
    const owner = await createUser();
    const data = { name: "a,b\r\nc", address: "192.0.2.1", user_agent: "@SUM(A1)" };
    await record(owner.principal, { subjectId: '=HYPERLINK("http://evil.test")', data });
    await record(owner.principal, { type: "alert.raised" });
    const { text, filename } = await take(owner.principal, "csv", { type: "webhook.test" });
    expect(filename).toMatch(/^audit-log-\d{4}-\d\d-\d\d\.csv$/);
    const [header, line, ...rest] = text.split("\r\n");
    expect(header).toBe(
      "\uFEFFtime_utc,event,type,summary,outcome,actor,actor_email,actor_id,credential,credential_id,environment,target,address,agent,data,sequence,hash",
    );
    expect(line).toContain(`"'=HYPERLINK(""http://evil.test"")",192.0.2.1,'@SUM(A1)`);
    expect(rest).toEqual([""]);
    expect((await list(owner.token, "?type=audit.exported")).data).toMatchObject([
      { actor: { id: owner.id }, data: { rows: 1, format: "csv", filter: { type: "webhook.test" } } },
    ]);
  });

  test("is the same set as the list's, slice by slice, without the event of its own", async () => {
    const owner = await createUser();
    const at = new Date(clock.now());
    await open().database.prisma.event.createMany({
      data: Array.from({ length: 600 }, (_, index) => ({
        id: `${owner.id}_${String(index).padStart(3, "0")}`,
        organizationId: owner.id,
        environment: "production" as const,
        type: "memory.created",
        subjectId: index % 2 === 0 ? "even" : "odd",
        data: {},
        createdAt: at,
      })),
    });
    const even = await take(owner.principal, "json", { target: "even" });
    const { events, filter, organization_id } = JSON.parse(even.text);
    const ids = events.map(({ id }: { id: string }) => id);
    expect([ids.length, new Set(ids).size, ids[0]]).toEqual([300, 300, `${owner.id}_598`]);
    expect([filter, organization_id]).toEqual([{ target: "even" }, owner.id]);
    expect((await list(owner.token, "?target=even&limit=1")).data[0]).toEqual(events[0]);
    clock.advance(1_000);
    const all = await take(owner.principal, "csv");
    expect(all.pieces).toBeGreaterThan(3);
    expect(all.text).toContain("audit.exported");
    const { data } = await list(owner.token, "?type=audit.exported&limit=1");
    expect(data[0].data.rows).toBe(all.text.trim().split("\r\n").length - 1);
    expect(all.text).not.toContain(data[0].id);
  });

  test("reads no further than its reader does", async () => {
    const owner = await createUser();
    await record(owner.principal);
    const { pieces } = await exportEvents(owner.principal, { format: "json" });
    const reader = pieces[Symbol.asyncIterator]();
    expect((await reader.next()).value).toContain('"events":[');
    // What is gone when a slice is read is not in it: nothing was read ahead.
    await open().database.prisma.event.deleteMany({ where: { organizationId: owner.id, type: "webhook.test" } });
    expect((await reader.next()).value).not.toContain("webhook.test");
    await reader.return?.();
  });

  test("of another organization's events is empty, and a HEAD makes none", async () => {
    const [owner, stranger] = [await createUser(), await createUser()];
    await record(owner.principal);
    expect(JSON.parse((await take(stranger.principal, "json", { actor: owner.id })).text).events).toEqual([]);
    expect((await callApi("HEAD /v1/events/export", { token: owner.token })).status).toBe(405);
    const got = await callApi("GET /v1/events/export?type=webhook.test&format=csv", { token: owner.token });
    expect([got.status, got.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
    expect((await list(owner.token, "?type=audit.exported")).data).toHaveLength(1);
    expect((await callApi("GET /v1/events/export?outcome=maybe", { token: owner.token })).status).toBe(400);
  });
});
