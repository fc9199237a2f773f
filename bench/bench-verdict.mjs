import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { load } from "./load.mjs";
import { startProductCopy } from "./product-copy.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";
import { percentile } from "./statistics.mjs";

/** `POST /api/v1/keys/verify` about keys of a product of one's own: what each thing costs that a question may ask for, and all of them together. */
export async function benchVerdict({ dataDir, secrets, database, progress, print, cleanups, quick }) {
  const { addProductKeys } = await loadTypeScript("bench/verdict-keys.ts");
  const { plain, ofCustomers } = await addProductKeys(database.connectionString, secrets.KEY_PEPPER);
  progress("Building and starting the product …");
  const product = await startProductCopy(".", dataDir, secrets);
  cleanups.push(product.stop);
  const { serviceKey } = database.credentials;
  const called = (n) => ({ product: "images", method: "GET", path: `/v${n % 50}/albums/summer/images?page=2` });
  const variant = (name, bodyOf) => ({ ...product, name, requestOf: (n) => questionOf(serviceKey, bodyOf(n)) });
  const variants = [
    variant(alone, (n) => ({ key: keyOf(plain, n) })),
    variant("of a customer", (n) => ({ key: keyOf(ofCustomers, n) })),
    variant("with method and path, of 100 endpoints", (n) => ({ key: keyOf(plain, n), ...called(n) })),
    variant("with three tags", (n) => ({ key: keyOf(plain, n), tags: ["eu", "model:a", "web"] })),
    variant("with an identity token", (n) => ({ key: keyOf(plain, n), identity: true })),
    variant(everything, (n) => ({
      headers: { "X-API-Key": keyOf(ofCustomers, n) },
      ...called(n),
      scopes: ["images:read", "images:write"],
      environment: "production",
      cost: 2,
      tags: ["eu", "model:a", "web"],
      ip: "203.0.113.7",
      identity: true,
    })),
    variant("ten checks", (n) => ({
      key: keyOf(plain, n),
      product: "images",
      checks: Array.from({ length: 10 }, (_, place) => ({ endpoint: `list-${place}` })),
    })),
  ];
  for (const { name, port, requestOf } of variants) {
    await requireValid(name, port, requestOf(0));
    await load({ port, connections: 16, requests: plain.length, requestOf });
  }
  progress("Comparing …");
  const figures = await measureRounds(variants, { connections: 16, seconds: quick ? 1 : 4, rounds: quick ? 3 : 7 });
  // Once more by themselves, in many short turns: what else the machine does changes between two turns that lie far apart.
  const pair = variants.filter(({ name }) => name === alone || name === everything);
  const compared = await measureRounds(pair, { connections: 16, seconds: 2.3, rounds: quick ? 3 : 24 });
  await product.stop();
  print("The verdict", ratioTable(figures), ratioTable(compared), cpuRatio(compared));
}

const alone = "the key alone";
const everything = "everything";

/** How many times the CPU of the first the second takes in the same round: the median, and half of the rounds between the quarters. */
function cpuRatio([first, second]) {
  const ratios = second.cpuMicros.map((value, round) => value / first.cpuMicros[round]);
  const [lower, middle, upper] = [25, 50, 75].map((part) => percentile(ratios, part).toFixed(2));
  return `${second.name}: ${middle} times the server's CPU of ${first.name} in the same round (half of the rounds ${lower} to ${upper}).`;
}

const keyOf = (keys, n) => keys[n % keys.length];

function questionOf(serviceKey, question) {
  const body = JSON.stringify(question);
  const headers = [`Authorization: Bearer ${serviceKey}`, "Content-Type: application/json", "Host: localhost"];
  return `POST /api/v1/keys/verify HTTP/1.1\r\n${headers.join("\r\n")}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Each answer is a 200: one that says no would be measured as well. */
async function requireValid(name, port, text) {
  const [head, body] = text.split("\r\n\r\n");
  const authorization = /Authorization: (.*)/.exec(head)?.[1] ?? "";
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/keys/verify`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body,
  });
  const { data } = await response.json();
  if (!data?.valid) throw new Error(`${name}: the verdict is ${data?.code ?? response.status}`);
}
