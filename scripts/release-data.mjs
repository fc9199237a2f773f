/**
 * The data of a release. It is what the product itself stores when it is used, in an archive that `latchkey backup`
 * writes. Beside it are the credentials that were issued. In prisma/releases.test.ts a test restores it in every later
 * version.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.mjs";
import { runQuietly } from "./run-quietly.mjs";

/** Seals secrets that were made for this data alone. */
export const releasePassphrase = "the data of a release holds no secrets of anybody";

const password = "correct horse battery staple";
const callback = "https://app.example.test/callback";
/** The longest that the settings allow: the tests of later years stop the clock in its time. */
const sessionHours = 8_760;

/** Writes `<title>.zip` and `<title>.json`: the archive, and what was issued to those whose data is in it. */
export async function writeReleaseData(title) {
  const dataDir = await mkdtemp(join(tmpdir(), "latchkey-release-"));
  const env = {
    ...process.env,
    LATCHKEY_DATA_DIR: dataDir,
    HOST: "127.0.0.1",
    PUBLIC_URL: "http://localhost:3000",
    JWT_EXPIRY_HOURS: String(sessionHours),
  };
  const server = await startServer(env);
  try {
    const issued = await useProduct(`http://127.0.0.1:${server.port}`, env);
    // What was counted is stored once a second, and at the stop.
    await server.stop();
    await rm(`${title}.zip`, { force: true });
    await runQuietly(process.execPath, ["scripts/latchkey.mjs", "backup", `${title}.zip`], {
      ...env,
      BACKUP_PASSPHRASE: releasePassphrase,
    });
    await writeFile(`${title}.json`, `${JSON.stringify(issued, null, 2)}\n`);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function startServer(env) {
  const port = await freePort();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...env, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-4_000);
        if (output.includes("Latchkey is ready")) resolve();
      });
    }
    void exited.then(([code]) => reject(new Error(`the product ended with ${code}: ${output}`)));
  });
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Uses the product as its users do; returns what it issued. */
async function useProduct(origin, env) {
  const ada = await register(origin, "ada@example.test");
  const grace = await register(origin, "grace@example.test");
  const bearer = (token) => ({ authorization: `Bearer ${token}` });
  const asAda = (method, path, body) => call(origin, method, path, { headers: bearer(ada.token), body });

  // The first user of a server that only this machine reaches administers it.
  await asAda("PATCH", `/api/v1/admin/organizations/${ada.organizationId}`, { plan: "enterprise" });
  const scopes = ["prompts:read", "prompts:write"];
  const key = (await asAda("POST", "/api/v1/api-keys", { name: "Server", scopes })).key;
  const revoked = await asAda("POST", "/api/v1/api-keys", { name: "Lost", scopes });
  await asAda("DELETE", `/api/v1/api-keys/${revoked.data.id}`);
  const personal = (await asAda("POST", "/api/user/tokens", { name: "Laptop", expires_in_days: 365 })).token;
  const prompt = await call(origin, "POST", "/v1/prompts", {
    headers: bearer(key),
    body: { name: "greeting", content: "Say hello to {{name}}" },
  });
  for (let n = 0; n < 4; n++) await call(origin, "GET", "/v1/prompts", { headers: bearer(key) });
  const hook = { url: "https://hooks.example.test/latchkey", events: ["report.completed"] };
  const webhook = await asAda("POST", "/v1/webhooks", hook);

  const browser = await signIn(origin, ada.email);
  const app = await asAda("POST", "/v1/oauth-apps", {
    name: "Client",
    redirect_uris: [callback],
    grant_types: ["authorization_code", "refresh_token", "client_credentials"],
    scopes,
  });
  const client = { client_id: app.app.client_id, client_secret: app.client_secret };
  const tokens = await authorize(origin, browser, client, ada.organizationId);
  const graceBrowser = await signIn(origin, grace.email);
  const { secret, recoveryCodes } = await addAuthenticator(graceBrowser);
  const link = await runCommand(["reset-password", grace.email], env);
  return {
    public_url: env.PUBLIC_URL,
    password,
    ada: { email: ada.email, session_token: ada.token, cookie: browser.cookie() },
    grace: { email: grace.email, authenticator: secret, recovery_code: recoveryCodes[0], reset_link: link.url },
    key,
    revoked_key: revoked.key,
    personal_token: personal,
    prompt_id: prompt.id,
    /** Made with the key: one that was created, and the others that were listed. */
    requests_with_key: 5,
    webhook: { id: webhook.id, secret: webhook.secret },
    client,
    access_token: tokens.access_token,
    refresh_token: tokens.refresh_token,
  };
}

async function register(origin, email) {
  const { access_token: token, user } = await call(origin, "POST", "/api/auth/register", { body: { email, password } });
  // A personal organization carries its user's id.
  return { email, token, organizationId: user.id };
}

/** A browser that is signed in to the dashboard: it keeps cookies, and follows no redirect. */
async function signIn(origin, email) {
  const cookies = new Map();
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const ask = async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(new URL(path, origin), {
      method,
      body,
      redirect: "manual",
      headers: { cookie: cookie(), origin, "sec-fetch-site": "same-origin", ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === "" || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const { csrfToken } = await (await ask("GET", "/api/auth/csrf")).json();
  await ask("POST", "/api/auth/callback/credentials", {
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  return { ask, cookie };
}

async function addAuthenticator({ ask }) {
  const { generateSync } = await import("otplib");
  const send = async (method, body) => {
    const headers = { "content-type": "application/json" };
    return (await ask(method, "/api/dashboard/account/authenticator", { headers, body: JSON.stringify(body) })).json();
  };
  const { setup_token, secret } = await send("POST", {});
  const { recovery_codes } = await send("PUT", { setup_token, code: generateSync({ secret }) });
  return { secret, recoveryCodes: recovery_codes };
}

/** The whole of the authorization code grant (RFC 6749 section 4.1). */
async function authorize(origin, { ask }, client, organization) {
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: callback,
    response_type: "code",
    scope: "prompts:read",
    state: "state",
  });
  const locationOf = (response) => new URL(response.headers.get("location"), origin);
  const consent = locationOf(await ask("GET", `/oauth/authorize?${query}`));
  const uid = consent.pathname.split("/").at(-1);
  const decision = new URLSearchParams({ decision: "allow", organization });
  const decided = locationOf(await ask("POST", `/oauth/authorize/${uid}`, { body: decision }));
  const back = locationOf(await ask("GET", `${decided.pathname}${decided.search}`));
  const form = { grant_type: "authorization_code", code: back.searchParams.get("code"), redirect_uri: callback };
  const response = await fetch(new URL("/oauth/token", origin), {
    method: "POST",
    body: new URLSearchParams({ ...client, ...form }),
  });
  if (!response.ok) throw new Error(`no tokens: ${await response.text()}`);
  return response.json();
}

async function call(origin, method, path, { headers = {}, body } = {}) {
  const response = await fetch(new URL(path, origin), {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

/** An operator's command beside the running server, and what it says as JSON. */
async function runCommand(words, env) {
  const child = spawn(process.execPath, ["scripts/latchkey.mjs", ...words, "--json"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`latchkey ${words.join(" ")} ended with ${code}: ${output}`);
  return JSON.parse(output).data;
}
