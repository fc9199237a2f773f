import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webhookJobs } from "@/lib/features/webhooks/jobs";
import { callApi } from "@/lib/testing/call-api";
import { appCode } from "@/lib/testing/factors";
import { postForm } from "@/lib/testing/oauth";
import { openReleaseData } from "@/lib/testing/release-data";
import { startWebhookSink } from "@/lib/testing/webhook-sink";

const folder = "prisma/releases";
const releases = readdirSync(folder).flatMap((file) => (file.endsWith(".zip") ? [file.slice(0, -4)] : []));

it("there is a release to upgrade from", () => expect(releases).not.toEqual([]));

describe.each(releases)("the data of %s, brought up to this version", (release) => {
  let data: Awaited<ReturnType<typeof openReleaseData>>;
  beforeAll(async () => {
    data = await openReleaseData(join(folder, release));
  });
  afterAll(() => data?.close());

  const statusOf = async (target: string, token: string) => (await callApi(target, { token })).status;
  const asPage = async (path: string) => {
    const headers = { cookie: data.issued.ada.cookie, "sec-fetch-site": "same-origin" };
    return (await callApi(`GET ${path}`, { headers })).json;
  };

  it("has received every migration that it lacked, and no other", () => {
    const all = readdirSync("prisma/migrations", { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    expect(data.restored.migrated).toEqual(all.filter((name) => !data.migrations.includes(name)).sort());
  });

  it("still holds what was counted, by key and against the limits", async () => {
    const { issued } = data;
    const { total, topCredentials } = await asPage("/api/dashboard/usage?range=30d&product=prompts");
    expect(topCredentials).toMatchObject([{ name: "Server", requests: issued.requests_with_key }, expect.anything()]);
    const { quotas } = await asPage("/api/dashboard/quotas");
    const prompts = quotas.find(({ product }: { product: string }) => product === "prompts");
    const day = prompts.windows.find(({ name }: { name: string }) => name === "day");
    expect(day.used).toBe(total);
  });

  it("still lets in its sessions, keys and tokens, and the revoked key as little as before", async () => {
    const { issued } = data;
    expect(await statusOf("GET /api/user/me", issued.ada.session_token)).toBe(200);
    expect(await asPage("/api/dashboard/account")).toMatchObject({ email: issued.ada.email });
    const listed = await callApi("GET /v1/prompts", { token: issued.key });
    expect(listed.text).toContain(issued.prompt_id);
    expect(await statusOf("GET /v1/prompts", issued.revoked_key)).toBe(401);
    expect(await statusOf("GET /api/skills", issued.personal_token)).toBe(200);
  });

  it("still takes the tokens, codes and secrets of OAuth apps, and signs with the same keys", async () => {
    const { issued } = data;
    expect(await statusOf("GET /v1/prompts", issued.access_token)).toBe(200);
    const renewed = await postForm("/oauth/token", {
      ...issued.client,
      grant_type: "refresh_token",
      refresh_token: issued.refresh_token,
    });
    expect(await statusOf("GET /v1/prompts", renewed.json.access_token)).toBe(200);
    const own = await postForm("/oauth/token", { ...issued.client, grant_type: "client_credentials" });
    const keyOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split(".")[0] ?? "", "base64url").toString()).kid;
    expect([own.status, keyOf(own.json.access_token)]).toEqual([200, keyOf(issued.access_token)]);
  });

  it("still signs webhooks with the secret that their receiver knows", async () => {
    const { id, secret } = data.issued.webhook;
    const token = data.issued.ada.session_token;
    const sink = await startWebhookSink();
    try {
      expect((await callApi(`PATCH /v1/webhooks/${id}`, { token, body: { url: sink.url } })).status).toBe(200);
      expect((await callApi(`POST /v1/webhooks/${id}/test`, { token })).status).toBe(202);
      await data.runtime.jobs.runDue(webhookJobs());
      const [received] = sink.received;
      // The receiver looks at the time as well, which is long ago.
      const verifier = new Webhook(secret);
      const { "webhook-id": event, "webhook-timestamp": at } = received?.headers ?? {};
      const signature = verifier.sign(String(event), new Date(Number(at) * 1000), received?.body ?? "");
      expect(received?.headers["webhook-signature"]).toBe(signature);
    } finally {
      await sink.close();
    }
  });

  it("still signs in by password, app and recovery code, and by the link to a new password", async () => {
    const { ada, grace, password } = data.issued;
    const signIn = (email: string, given = password) =>
      callApi("POST /api/auth/login", { body: { email, password: given } });
    expect((await signIn(ada.email)).status).toBe(200);
    const finish = async (answer: object) => {
      const { mfa_token } = (await signIn(grace.email)).json;
      return (await callApi("POST /api/auth/login/mfa", { body: { mfa_token, ...answer } })).status;
    };
    expect(await finish({ code: appCode(grace.authenticator, data.clock.now()) })).toBe(200);
    expect(await finish({ recovery_code: grace.recovery_code })).toBe(200);
    const [, token] = /#token=(.+)$/.exec(grace.reset_link) ?? [];
    const body = { token, new_password: "another passphrase of grace" };
    expect((await callApi("POST /api/auth/reset-password", { body })).status).toBe(204);
    expect((await signIn(grace.email, body.new_password)).status).toBe(401);
    expect((await signIn(grace.email, body.new_password)).json).toMatchObject({ mfa_required: true });
  });
});
