import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.mjs";

/** Of every demo account; see prisma/seed-demo.ts. */
const demoPassword = "knock three times";

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

/** Signs a page's browser in the way the form does. */
export async function signInToDemo(page, email, password = demoPassword) {
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json();
  const form = { csrfToken, email, password, json: "true" };
  await page.request.post("/api/auth/callback/credentials", { form });
}
