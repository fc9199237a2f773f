/** Organizations of their own for every test, so that no test counts on another's limits. */
import { call } from "./clients.mjs";

const password = "a long enough passphrase";
let made = 0;

/** Registers an account from an address of its own: registrations are counted by address. */
export async function register(port) {
  const n = ++made;
  const email = `torture-${process.pid}-${n}@example.test`;
  const headers = { "x-forwarded-for": `198.51.100.${n % 250}` };
  const { access_token: token } = await call(port, "POST", "/api/auth/register", {
    body: { email, password, name: `Torture ${n}` },
    headers,
  });
  const { organization_id: organizationId } = await call(port, "GET", "/api/user/me", { token });
  return { token, organizationId, email };
}

/** An account that administers the deployment, as its operator would make it: in the database. */
export async function registerAdmin({ port, pool }) {
  const account = await register(port);
  await pool.query("UPDATE users SET instance_admin = true WHERE email = $1", [account.email]);
  const body = { email: account.email, password };
  // A session of before knows nothing of it.
  const { access_token: token } = await call(port, "POST", "/api/auth/login", { body });
  return { ...account, token };
}

/** An organization whose prompts have the given limits, with `keys` API keys; `limits` null leaves the free plan's. */
export async function makeTenant({ port, admin }, { limits = null, keys = 1, rateLimit } = {}) {
  const { token, organizationId } = await register(port);
  if (limits) await setLimits({ port, admin }, organizationId, limits);
  const secrets = [];
  for (let n = 0; n < keys; n++) {
    const body = { name: `key ${n}`, scopes: ["prompts:read"], ...(rateLimit ? { rate_limit: rateLimit } : {}) };
    const { key, data } = await call(port, "POST", "/api/v1/api-keys", { token, body });
    secrets.push({ secret: key, id: data.id });
  }
  return { token, organizationId, keys: secrets };
}

/** What an administrator does for a customer: limits of their own. */
export async function setLimits({ port, admin }, organizationId, prompts) {
  await call(port, "PATCH", `/api/v1/admin/organizations/${organizationId}`, {
    token: admin.token,
    body: { plan: "enterprise", limits: { prompts } },
  });
}

/** Limits so wide that no run reaches them. */
export const wide = { perMinute: 1_000_000, burst: 1_000_000, perDay: 10_000_000 };

/** A request that the gate decides and counts, and that needs no query of its own: a gateway asks about a key. */
export function askAbout(secret) {
  return { path: "/api/v1/forward-auth?scope=prompts:read", headers: { authorization: `Bearer ${secret}` } };
}
