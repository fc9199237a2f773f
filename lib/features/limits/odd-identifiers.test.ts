import { beforeAll, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();
let headers: Record<string, string>;
beforeAll(async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  headers = await dashboardHeaders(admin);
  const body = { windows: [{ name: "daily", limit: 100, per: "1d" }], concurrency: 2 };
  expect((await callApi("PUT /api/v1/limits/renders", { token: admin.token, body })).status).toBe(200);
});

const get = (path: string) => callApi(`GET /api/dashboard/v1/limits/${path}`, { headers });
const nothing = { data: [], next_cursor: null };

it.each(["100%", "%zz", "a/b", "a\\b", "../..", "?a=b#c", "';--"])(
  "nothing is held by “%s”, which nobody took",
  async (text) => {
    const query = `identifier=${encodeURIComponent(text)}`;
    for (const held of ["leases", "reservations"])
      expect((await get(`renders/${held}?${query}`)).json).toEqual(nothing);
  },
);

it.each(["a b", "x".repeat(600), "🙂", "שלום", "\u202Eabc"])(
  "“%s” is refused as an identifier with what one is, never with a 500",
  async (text) => {
    const query = `identifier=${encodeURIComponent(text)}`;
    for (const held of ["leases", "reservations"]) {
      const { status, json } = await get(`renders/${held}?${query}`);
      expect([status, json.error.message]).toEqual([
        400,
        "identifier: must be 1 to 255 visible ASCII characters without spaces",
      ]);
    }
  },
);

it.each(["a b", "100%", "%zz", "a/b", "../..", "x".repeat(600), "🙂", "שלום"])(
  "“%s” is refused as a namespace with what one is, never with a 500",
  async (text) => {
    const namespace = encodeURIComponent(text);
    for (const path of [namespace, `${namespace}/leases`, `${namespace}/reservations`]) {
      const { status, json } = await get(path);
      expect([status, json.error.message]).toEqual([
        400,
        "namespace: must be 1 to 64 lower-case letters, digits, dots, hyphens and underscores",
      ]);
    }
  },
);
