import { loadTypeScript } from "../scripts/load-typescript.mjs";
import { load } from "./load.mjs";
import { startProductCopy } from "./product-copy.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";

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
    variant("the key alone", (n) => ({ key: keyOf(plain, n) })),
    variant("of a customer", (n) => ({ key: keyOf(ofCustomers, n) })),
    variant("with method and path, of 100 endpoints", (n) => ({ key: keyOf(plain, n), ...called(n) })),
    variant("with three tags", (n) => ({ key: keyOf(plain, n), tags: ["eu", "model:a", "web"] })),
    variant("with an identity token", (n) => ({ key: keyOf(plain, n), identity: true })),
    variant("everything", (n) => ({
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
  await product.stop();
  print("The verdict", ratioTable(figures));
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
