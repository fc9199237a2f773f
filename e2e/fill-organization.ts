import type { APIRequestContext } from "playwright/test";
import { type Account, bearer, expect } from "./fixtures";
import { proveAddress } from "./mails";
import { createApp } from "./oauth-client";

/** One as long as names may be, and one that is written from right to left. */
export const names = {
  long: "A name that is as long as names may be, so that it has to wrap or to be cut somewhere, ends here",
  rightToLeft: "مفتاح الإنتاج (الرئيسي) 2026",
} as const;

/** The addresses that show what an organization has. */
type Filled = {
  lists: string[];
  details: string[];
  forms: string[];
  /** What is clicked on a page, one after the other, until a dialog is open. */
  dialogs: { path: string; clicks: string[] }[];
};

/** Makes one of everything in the account's organization, with names that lists have to bear. */
export async function fillOrganization(request: APIRequestContext, account: Account): Promise<Filled> {
  const make = async (path: string, data: object, status = 201) => {
    const response = await request.post(path, { data, ...bearer(account.token) });
    expect(response.status(), `${path}: ${await response.text()}`).toBe(status);
    return response.json();
  };
  const scopes = ["prompts:read"];
  const key = await make("/api/v1/api-keys", { name: names.rightToLeft, environment: "production", scopes });
  await make("/api/v1/api-keys", { name: names.long, environment: "development", scopes, expires_in_days: 3 });
  const prompt = await make("/v1/prompts", { name: names.rightToLeft, content: "Hello {{name}}" });
  await make("/v1/prompts", { name: names.long, content: "Hello" });
  const dataset = await make("/v1/datasets", { name: names.rightToLeft });
  await make(`/v1/datasets/${dataset.id}/rows`, { rows: [{ variables: { name: "Ada" } }] }, 200);
  const evaluation = await make("/v1/evaluations", { prompt_id: prompt.id, dataset_id: dataset.id }, 202);
  const report = await make("/v1/reports", { kind: "keys" }, 202);
  await make("/api/v1/memories", { content: `${names.rightToLeft} ${names.long}`, type: "semantic" });
  const webhook = await make("/v1/webhooks", { url: "https://hooks.example.test/a", events: ["key.created"] });
  const { clientId } = await createApp(request, account, { name: names.rightToLeft });
  // Only a proved address invites others.
  await proveAddress(request, account);
  await make("/v1/organization/invitations", { invitations: [{ email: "somebody@example.test", role: "member" }] });
  const lists = [
    "",
    "/api-keys",
    "/webhooks",
    "/oauth-apps",
    "/prompts",
    "/evaluations",
    "/evaluations/datasets",
    "/reports",
    "/memories",
    "/usage",
    "/audit-log",
    "/team",
  ];
  const details = [
    `/api-keys/${key.data.id}`,
    `/prompts/${prompt.id}`,
    `/evaluations/${evaluation.id}`,
    `/evaluations/datasets/${dataset.id}`,
    `/reports/${report.id}`,
    `/webhooks/${webhook.id}`,
    `/oauth-apps/${clientId}`,
  ];
  const forms = ["/api-keys", "/webhooks", "/oauth-apps", "/prompts", "/reports", "/memories", "/team"];
  const dialogs: readonly (readonly [string, ...string[]])[] = [
    [`/api-keys/${key.data.id}`, "Rotate"],
    [`/api-keys/${key.data.id}`, "Revoke"],
    [`/api-keys/${key.data.id}`, "Give credits"],
    [`/webhooks/${webhook.id}`, "More actions", "Rotate secret…"],
    [`/webhooks/${webhook.id}`, "More actions", "Delete…"],
    [`/oauth-apps/${clientId}`, "Edit"],
    [`/prompts/${prompt.id}`, "New version"],
    [`/prompts/${prompt.id}`, "More actions", "Delete"],
    [`/evaluations/datasets/${dataset.id}`, "Import rows"],
    ["/alerts", "Settings"],
    ["/settings", "Set up app"],
    ["/settings", "Delete account"],
    ["", "Search"],
  ];
  return {
    dialogs: dialogs.map(([path, ...clicks]) => ({ path: `/dashboard${path}`, clicks })),
    lists: lists.map((path) => `/dashboard${path}`),
    details: details.map((path) => `/dashboard${path}`),
    forms: forms.map((path) => `/dashboard${path}?create=1`),
  };
}
