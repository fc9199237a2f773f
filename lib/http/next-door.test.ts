import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { middleware } from "@/middleware";

useTestRuntime({ settings: { publicUrl: "https://latchkey.example.test" } });

describe("a request that comes through Next", () => {
  it("meets the dashboard's own contract under the address that was asked for, and is counted once", async () => {
    const user = await createUser();
    await callApi("POST /v1/prompts", { token: user.token, body: { name: "Greeting", content: "Hello" } });
    const headers = await dashboardHeaders(user);
    const ask = () => callApi("GET /api/dashboard/v1/prompts", { headers, via: "next" });
    const first = await ask();
    expect([first.status, first.json.data.length]).toEqual([200, 1]);
    expect(first.headers.get("access-control-allow-origin")).toBeNull();
    const remaining = Number(first.headers.get("x-ratelimit-remaining"));
    expect(Number((await ask()).headers.get("x-ratelimit-remaining"))).toBe(remaining - 1);
  });

  it.each(["/v1/prompts", "/sign-in"])("is told to stay with HTTPS where it came by it, at %s", async (path) => {
    const told = async (origin: string) => {
      const { headers } = await middleware(new NextRequest(`${origin}${path}`, { method: "PUT" }));
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      return headers.get("strict-transport-security");
    };
    expect(await told("https://latchkey.example.test")).toBe("max-age=31536000");
    expect(await told("http://latchkey.example.test")).toBeNull();
  });
});
