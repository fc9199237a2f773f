/**
 * What the company's backend does when a customer, who is signed in there, presses "API keys": it makes a link that opens their portal
 * once, and leads them to it. `node open-portal.mjs studio-7` prints it.
 */
import { createClient } from "@latchkey/client";

const { LATCHKEY_URL = "http://localhost:3000", LATCHKEY_MANAGEMENT_KEY = "" } = process.env;
const latchkey = createClient({ baseUrl: LATCHKEY_URL, apiKey: LATCHKEY_MANAGEMENT_KEY });

const [external_id = ""] = process.argv.slice(2);
const { data } = await latchkey.portal.open({ external_id, scopes: ["images:read:*", "images:write"] });
console.log(data.url);
