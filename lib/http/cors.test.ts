import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { callApi, callMiddleware } from "@/lib/testing/call-api";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { Contract } from "./contract";
import { corsHeaders } from "./cors";

const { clock } = useTestRuntime();

const origin = "https://page.example.test";
/** What browsers' tracing, error reports and our own clients add to a request. */
const asked = [
  "authorization",
  "content-type",
  "traceparent",
  "tracestate",
  "baggage",
  "sentry-trace",
  "x-request-id",
  "x-datadog-trace-id",
  "if-match",
  "dpop",
];

/** Asked with the method of the request that they hold: OPTIONS is none of their preflights. */
const rows = contractTable.filter(({ everyMethod }) => !everyMethod);
const named = (contracts: readonly Contract[]) =>
  contracts.map((contract) => ({ name: `${contract.method} ${contract.path}`, contract }));

const pathOf = ({ path }: Contract) => path.replaceAll("{version}", "1").replaceAll(/\{[^}]+\}/g, "none_none_none");

const preflight = (path: string, method: string, headers: string = asked.join(",")) =>
  callMiddleware(`OPTIONS ${path}`, {
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": headers,
    },
  });

const listed = (headers: Headers, name: string) =>
  (headers.get(name) ?? "").split(",").flatMap((item) => item.trim().toLowerCase() || []);

/** What scripts may read unasked (Fetch standard), and what is not for them. */
const needNoExposure =
  /^(cache-control|content-language|content-length|content-type|expires|last-modified|pragma|vary|location|set-cookie|referrer-policy|x-content-type-options|access-control-.*)$/;

describe("a page of another origin", () => {
  it.each(named(rows))("is told the same by the preflight and by the answer of $name", async ({ contract }) => {
    const { method } = contract;
    const promised = await preflight(pathOf(contract), method);
    const answer = await callApi(`${method} ${pathOf(contract)}`, { headers: { origin } });
    clock.advance(60_000);
    expect(promised.status).toBe(204);
    const allowed = promised.headers.get("access-control-allow-origin");
    expect(answer.headers.get("access-control-allow-origin")).toBe(allowed);
    for (const { headers } of [promised, answer]) {
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      const exposed = allowed === null ? null : corsHeaders["access-control-expose-headers"];
      expect(headers.get("access-control-expose-headers")).toBe(exposed);
    }
    if (allowed === null) return expect(promised.headers.get("access-control-allow-methods")).toBeNull();
    expect(allowed).toBe("*");
    expect(listed(promised.headers, "access-control-allow-methods")).toContain(method.toLowerCase());
    expect(listed(promised.headers, "access-control-allow-headers")).toEqual(expect.arrayContaining(asked));
    const readable = listed(answer.headers, "access-control-expose-headers");
    const hidden = [...answer.headers.keys()].filter((name) => !needNoExposure.test(name) && !readable.includes(name));
    expect(hidden).toEqual([]);
  });

  it("may call what takes no cookie, the protocol's endpoints among it, and no step that people take in a browser", async () => {
    const isOpen = async (path: string, method: string) =>
      (await preflight(path, method)).headers.has("access-control-allow-origin");
    for (const path of [
      "/oauth/token",
      "/oauth/register",
      "/oauth/par",
      "/oauth/device_authorization",
      "/v1/prompts",
    ]) {
      expect([path, await isOpen(path, "POST")]).toEqual([path, true]);
    }
    for (const path of ["/oauth/authorize", "/oauth/device", "/api/auth/csrf", "/api/dashboard/v1/oauth-apps"]) {
      expect([path, await isOpen(path, "GET")]).toEqual([path, false]);
    }
  });

  it("gets only field names back, however it asks, and Authorization by name, which no wildcard covers", async () => {
    const odd = `traceparent, x y, "q", a\tb, *, , ${"n".repeat(200)}, ${Array.from({ length: 500 }, (_, n) => `x-${n}`)}`;
    const names = listed((await preflight("/v1/prompts", "POST", odd)).headers, "access-control-allow-headers");
    expect(names).toEqual(expect.arrayContaining(["authorization", "traceparent", "x-0"]));
    expect(names.filter((name) => !/^[a-z0-9-]{1,100}$/.test(name))).toEqual([]);
    expect(names.length).toBeLessThan(80);
  });
});
