import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.mjs";

/** Of every demo account; see prisma/seed-demo.ts. */
const demoPassword = "knock three times";

const mostTries = 5;

/** What keys that a customer makes in the portal may hold. */
const portalScopes = [
  ...["prompts:read", "prompts:write", "reports:read", "reports:write", "evaluations:read", "evaluations:write"],
  ...["webhooks:read", "read:memories", "write:memories"],
];

/** The product with its demo data, on a data folder of its own; `stop` resolves once it has ended. */
export async function startDemo(dataDir) {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const product = spawn(process.execPath, ["scripts/start.mjs", "--demo"], {
    env: { ...process.env, LATCHKEY_DATA_DIR: dataDir, PORT: String(port), REGISTRATION: "open" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => product.once("exit", resolve));
  const stop = async () => {
    product.kill("SIGTERM");
    await ended;
  };
  // It answers before its demo data are written; its last line of a start says that all is there.
  const isReady = new Promise((resolve) => {
    createInterface({ input: product.stdout }).on("line", (line) => {
      if (line.includes('"event":"ready"')) resolve(true);
    });
  });
  if (await Promise.race([isReady, ended.then(() => false)])) return { base, stop };
  throw new Error("the product did not start");
}

/** Lets a page's browser into the portal of a customer of the demo's administrator, by a link as the company's backend asks for one. */
export async function openPortalOfDemo(page, externalId) {
  const sent = { data: { email: "rosa@demo.latchkey.test", password: demoPassword } };
  const { access_token: token } = await (await page.request.post("/api/auth/login", sent)).json();
  const made = await page.request.post("/api/v1/portal/sessions", {
    headers: { authorization: `Bearer ${token}` },
    data: { external_id: externalId, scopes: portalScopes },
  });
  const { data } = await made.json();
  await page.goto(data.url);
  await page.waitForURL(/\/portal$/);
}

/** Signs a page's browser in the way the form does; rejects where that fails. A product that has just started may be too busy for it at first. */
export async function signInToDemo(page, email, password = demoPassword) {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
    const form = { csrfToken, email, password, json: "true" };
    const answer = await page.request.post("/api/auth/callback/credentials", { form });
    // A stale form is answered like a success, but for where it leads.
    if (answer.ok() && !(await answer.text()).includes("csrf=true")) return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error(`${email} could not sign in`);
}
