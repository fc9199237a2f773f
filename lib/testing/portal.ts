import { randomUUID } from "node:crypto";
import { callApi, type Json } from "./call-api";
import type { TestUser } from "./factories";

/** What a customer's browser sends along, and whose portal it is. */
export type TestPortal = { id: string; customer: Json; headers: Record<string, string> };

const samePage = { "sec-fetch-site": "same-origin" };

/** Makes a customer of an administrator's organization. */
export async function createCustomer({ token }: TestUser, wanted: object = {}): Promise<Json> {
  const body = { external_id: randomUUID(), ...wanted };
  const { status, json, text } = await callApi("POST /api/v1/customers", { token, body });
  if (status !== 201) throw new Error(text);
  return json.data;
}

/** Makes a link to a customer's portal, by a token that may; returns the whole answer's data. */
export async function createPortalLink(token: string, body: object): Promise<Json> {
  const { status, json, text } = await callApi("POST /api/v1/portal/sessions", { token, body });
  if (status !== 201) throw new Error(text);
  return json.data;
}

/** Opens a link as a browser does; returns the answer. */
export function openLink(url: string) {
  const token = new URL(url).hash.slice("#token=".length);
  return callApi("POST /portal/api/session", { body: { token }, headers: samePage });
}

/** A portal that was just opened, of a new customer unless one is named. */
export async function openTestPortal(
  admin: TestUser,
  { customer, ...wanted }: { customer?: Json; scopes?: string[]; [member: string]: unknown } = {},
  token = admin.token,
): Promise<TestPortal> {
  const whose = customer ?? (await createCustomer(admin));
  const { id, url } = await createPortalLink(token, { external_id: whose.external_id, ...wanted });
  const { status, headers, text } = await openLink(url);
  if (status !== 204) throw new Error(text);
  const cookie = headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { id, customer: whose, headers: { ...samePage, cookie } };
}

/** A portal within a page of the company's, of a new customer unless one is named; its headers are those of that page's scripts. */
export async function openTestEmbed(
  admin: TestUser,
  { customer, origin = "https://app.pictor.example", ...wanted }: Record<string, unknown> & { customer?: Json } = {},
  token = admin.token,
): Promise<TestPortal> {
  const whose = customer ?? (await createCustomer(admin));
  const body = { external_id: whose.external_id, embed: true, origin, ...wanted };
  const made = await createPortalLink(token, body);
  return { id: made.id, customer: whose, headers: { authorization: `Bearer ${made.token}`, origin: String(origin) } };
}
