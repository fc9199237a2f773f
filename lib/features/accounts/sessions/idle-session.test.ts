import { describe, expect, it } from "vitest";
import { sessionOfCookie, visitorOfCookie } from "@/lib/http/dashboard-session";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const hourMs = 3_600_000;
const { clock, open } = useTestRuntime({ settings: { sessionIdleMs: hourMs } });

const me = (token: string) => callApi("GET /api/user/me", { token, address: "203.0.113.30" });
const account = (headers: Record<string, string>) => callApi("GET /api/dashboard/account", { headers });
const rowOf = ({ principal }: TestUser) =>
  open().database.prisma.session.findUniqueOrThrow({ where: { id: principal.credentialId } });

describe("a session that nobody uses", () => {
  it("ends after the configured time, a browser's like a program's, and not while it is used", async () => {
    const user = await createUser();
    const headers = await dashboardHeaders(user);
    for (let use = 0; use < 3; use++) {
      clock.advance(hourMs - 60_000);
      expect([(await me(user.token)).status, (await account(headers)).status]).toEqual([200, 200]);
    }
    clock.advance(hourMs + 1_000);
    const refused = await me(user.token);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("expired"),
    ]);
    expect((await account(headers)).status).toBe(401);
  });

  it("goes on where another process was used with it, also before this one has heard of that", async () => {
    const user = await createUser();
    expect((await me(user.token)).status).toBe(200);
    clock.advance(hourMs + 60_000);
    await open().database.prisma.session.update({
      where: { id: user.principal.credentialId },
      data: { lastUsedAt: new Date(clock.now() - 120_000) },
    });
    expect((await me(user.token)).status).toBe(200);
  });

  it("goes on also where this one last read it before its clock was set back", async () => {
    const user = await createUser();
    expect((await me(user.token)).status).toBe(200);
    clock.advance(3 * hourMs);
    expect((await me(user.token)).status).toBe(401);
    clock.advance(-hourMs);
    await open().database.prisma.session.update({
      where: { id: user.principal.credentialId },
      data: { lastUsedAt: new Date(clock.now() - 120_000) },
    });
    expect((await me(user.token)).status).toBe(200);
  });

  it("is kept up by looking at pages alone", async () => {
    const user = await createUser();
    const { cookie = "" } = await dashboardHeaders(user);
    const value = cookie.slice(cookie.indexOf("=") + 1);
    for (let view = 0; view < 3; view++) {
      clock.advance(hourMs - 60_000);
      expect((await visitorOfCookie(value, "203.0.113.31"))?.userId).toBe(user.id);
    }
    clock.advance(hourMs + 1_000);
    expect(await sessionOfCookie(value)).toBeNull();
  });
});

describe("the list of sessions", () => {
  it("says when and from where each was last used, and leaves out those that have ended by idleness", async () => {
    const user = await createUser();
    const headers = await dashboardHeaders(user);
    clock.advance(hourMs / 2);
    await me(user.token);
    await account(headers);
    await open().flush();
    expect(await rowOf(user)).toMatchObject({ lastUsedAt: new Date(clock.now()), lastUsedIp: "203.0.113.30" });
    const { data, total } = (await callApi("GET /api/dashboard/sessions", { headers })).json;
    expect(total).toBe(2);
    expect(data[1]).toMatchObject({ ip_address: "203.0.113.30", current: false });
    expect(Date.parse(data[1].last_used_at)).toBe(Math.floor(clock.now() / 1000) * 1000);
    clock.advance(hourMs - 60_000);
    await account(headers);
    await open().flush();
    clock.advance(120_000);
    expect((await callApi("GET /api/dashboard/sessions", { headers })).json.total).toBe(1);
  });
});
