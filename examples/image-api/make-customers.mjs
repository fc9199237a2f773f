/**
 * What the company's own backend does when somebody signs up with it: a customer for each, known by the company's own id, and a
 * key of theirs. `LATCHKEY_URL` and `LATCHKEY_MANAGEMENT_KEY` are its settings; it may run twice, and prints keys as JSON.
 */
import { createClient, LatchkeyError } from "@latchkey/client";

const { LATCHKEY_URL = "http://localhost:3000", LATCHKEY_MANAGEMENT_KEY = "" } = process.env;
const latchkey = createClient({ baseUrl: LATCHKEY_URL, apiKey: LATCHKEY_MANAGEMENT_KEY });

const signedUp = [
  { external_id: "studio-7", name: "Studio Seven", plans: { images: "pro" }, metadata: { region: "eu" } },
  { external_id: "hobby-3", name: "Hana's hobby", plans: { images: "free" } },
];

const keys = {};
for (const customer of signedUp) {
  await latchkey.customers.create(customer).catch((error) => {
    if (!(error instanceof LatchkeyError && error.status === 409)) throw error;
  });
  const { external_id } = customer;
  const { data } = await latchkey.apiKeys.create({
    name: customer.name,
    product: "images",
    roles: ["artist"],
    external_id,
  });
  keys[external_id] = data.plainKey;
}
console.log(JSON.stringify(keys, null, 2));
