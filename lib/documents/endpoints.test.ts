import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { createContractIndex } from "@/lib/http/contract-index";

const index = createContractIndex(contractTable);

/** Every endpoint that a document names, as it stands there; `:id` and samples' own ids are written as one. */
const documented = {
  "000": [
    "POST /api/auth/register",
    "POST /api/auth/login",
    "GET /api/auth/github",
    "GET /api/auth/callback/github",
    "GET /api/auth/google",
    "GET /api/auth/callback/google",
    "GET /api/user/me",
    "POST /api/user/tokens",
    "DELETE /api/user/tokens/tok_abc123",
    "GET /api/skills",
  ],
  "001": ["POST /v1/prompts", "POST /v1/prompts/prm_1/versions"],
  "002": [
    "POST /api/v1/api-keys",
    "GET /api/v1/api-keys",
    "POST /api/v1/api-keys/revoke",
    "GET /api/v1/api-keys/usage",
    "GET /api/v1/memories",
    "HEAD /api/v1/memories",
    "POST /api/v1/memories",
    "POST /api/v1/memories/search",
    "PATCH /api/v1/memories/mem_1",
    "DELETE /api/v1/memories/mem_1",
    "POST /api/v1/intelligence/related",
    "POST /api/v1/intelligence/topics",
    "POST /api/v1/intelligence/summary",
    "POST /api/v1/webhooks",
    "DELETE /api/v1/webhooks/whk_1",
    "GET /auth/clerk-token",
  ],
  "003": ["GET /v1/prompts", "GET /oauth/authorize", "POST /oauth/token", "GET /.well-known/jwks.json"],
  "004": ["POST /api/v1/auth/register", "POST /api/v1/auth/login", "POST /api/v1/api-keys"],
};

describe.each(Object.entries(documented))("document %s", (_document, endpoints) => {
  it.each(endpoints)("%s is declared in the contract table, for callers outside the dashboard", (endpoint) => {
    const [method = "", path = ""] = endpoint.split(" ");
    const match = index.match(method, path);
    expect(match.found).toBe("contract");
    if (match.found !== "contract") return;
    expect(match.contract.audience).not.toBe("dashboard");
  });
});
