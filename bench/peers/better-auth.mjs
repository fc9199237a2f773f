/** better-auth with its API key plugin over node:http, on the benchmark's PostgreSQL: keys, limits and counting as it ships them. */
import { createServer } from "node:http";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import pg from "pg";
import { serve } from "./serve.mjs";

const keyCount = 500;
const auth = betterAuth({
  baseURL: "http://localhost",
  secret: "only-for-the-benchmark-".repeat(2),
  database: new pg.Pool({ connectionString: process.env.PEER_DATABASE_URL }),
  emailAndPassword: { enabled: true },
  plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: 60_000, maxRequests: 1_000_000 } })],
  telemetry: { enabled: false },
});
await (await getMigrations(auth.options)).runMigrations();
const { user } = await auth.api.signUpEmail({
  body: { email: "bench@example.test", password: "a password for the benchmark", name: "Benchmark" },
});
const tokens = [];
for (let index = 0; index < keyCount; index += 1) {
  tokens.push((await auth.api.createApiKey({ body: { userId: user.id, name: `key ${index}` } })).key);
}

serve(
  createServer(async (request, response) => {
    const key = request.headers.authorization?.slice("Bearer ".length) ?? "";
    const { valid } = await auth.api.verifyApiKey({ body: { key } });
    response.statusCode = valid ? 200 : 401;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: valid }));
  }),
  tokens,
);
