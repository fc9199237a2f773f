import { beforeAll, beforeEach, expect } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { applyCatalogue } from "@/lib/features/catalogue/apply-catalogue";
import { type ApiCall, callApi, type Json } from "./call-api";
import { createUser, makeInstanceAdmin, type TestUser } from "./factories";
import { pictorCatalogue } from "./pictor-catalogue";
import { openTestPortal, type TestPortal } from "./portal";
import type { TestClock } from "./test-clock";

type Company = {
  admin: TestUser;
  /** A management key that may do all, and one for images alone. */
  backend: string;
  imagesOnly: string;
};

/** What a key is asked for with, in a portal. */
export const newPortalKey = { name: "Theirs", environment: "production", scopes: ["images:read"] };

/** What a customer's browser asks for in a portal. */
export const inPortal = ({ headers }: TestPortal, target: string, body?: object) =>
  callApi(target, { headers, ...(body ? { body } : {}) });

/** Makes a key in a portal. */
export async function makePortalKey(portal: TestPortal, more: object = {}): Promise<Json> {
  const { status, json, text } = await inPortal(portal, "POST /portal/api/keys", { ...newPortalKey, ...more });
  expect([status, text]).toEqual([201, text]);
  return json;
}

/** The status with which a key is let in, or not. */
export async function passes(token: string, call: ApiCall = {}): Promise<number> {
  return (await callApi("GET /api/v1/forward-auth", { token, ...call })).status;
}

/** Gives a test file a company with two products, whose customers have portals. */
export function usePictor(clock: TestClock) {
  let company: Company | undefined;
  const current = () => {
    if (!company) throw new Error("the company is made before the first test");
    return company;
  };
  beforeAll(async () => {
    const admin = await createUser({ plan: "enterprise" });
    await makeInstanceAdmin(admin);
    await applyCatalogue(admin.principal, { document: pictorCatalogue, note: "", allow_ending: false });
    const scopes = ["manage:customers:write", "manage:keys:write", "manage:portal:write"];
    const backend = await createManagementKey(admin.principal, { name: "Backend", scopes });
    const images = await createManagementKey(admin.principal, { name: "Images", scopes, products: ["images"] });
    company = { admin, backend: backend.key, imagesOnly: images.key };
  });
  // What others used up comes back.
  beforeEach(() => clock.advance(60_000));
  return {
    current,
    ask: (body: object, token = current().backend) => callApi("POST /api/v1/portal/sessions", { token, body }),
    open: (wanted: Parameters<typeof openTestPortal>[1] = {}, token = current().backend) =>
      openTestPortal(current().admin, { scopes: ["images:read"], ...wanted }, token),
    /** A key that the organization made for a customer. */
    async keyFor({ id }: Json, scopes = ["images:read"], more: object = {}): Promise<Json> {
      const body = { name: "Given", scopes, customer_id: id, ...more };
      const { status, json, text } = await callApi("POST /api/v1/api-keys", { token: current().backend, body });
      expect([status, text]).toEqual([201, text]);
      return json;
    },
  };
}
