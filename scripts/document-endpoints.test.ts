import { describe, expect, it } from "vitest";
import { endpointsIn } from "./document-endpoints.mjs";

describe("endpointsIn", () => {
  it.each([
    [
      "a request as HTTP writes it",
      "POST https://api.example/api/things\nContent-Type: text/plain",
      ["POST /api/things"],
    ],
    ["a list with a parameter", "- GET /v1/things/:id - Read one", ["GET /v1/things/:id"]],
    [
      "a table whose cells ran together",
      "read:thingsRead themGET /things, POST /things/*",
      ["GET /api/v1/things", "POST /api/v1/things/*"],
    ],
    ["curl", 'curl "https://api.example/v1/things?limit=1" \\\n  -H "A: b"', ["GET /v1/things"]],
    ["curl with data", 'curl https://api.example/v1/things \\\n  -H "A: b" \\\n  -d \'{', ["POST /v1/things"]],
    ["curl with a method", 'curl -X DELETE "https://api.example/v1/things"', ["DELETE /v1/things"]],
    ["curl for the headers", 'curl -I "https://api.example/v1/things"', ["HEAD /v1/things"]],
    ["fetch", "await fetch('https://api.example/v1/things', {\n  method: 'PATCH',\n  body: x })", ["PATCH /v1/things"]],
    ["fetch without options", "fetch('https://api.example/v1/things')", ["GET /v1/things"]],
    ["fetch with a body alone", "fetch('https://api.example/v1/things', {\n  body: x })", ["POST /v1/things"]],
    [
      "where a provider redirects to",
      "The provider redirects to /api/auth/callback/x with a code",
      ["GET /api/auth/callback/x"],
    ],
    [
      "a key set, the next block run on",
      "GET https://api.example/.well-known/jwks.jsonimport jwt",
      ["GET /.well-known/jwks.json"],
    ],
  ])("finds %s", (_, text, endpoints) => {
    expect(endpointsIn(text, "/api/v1")).toEqual(endpoints);
  });

  it("leaves out what a page calls on its own host, and names each endpoint once", () => {
    expect(endpointsIn("fetch('/api/things', { method: 'POST' })")).toEqual([]);
    expect(endpointsIn("GET /v1/things\nGET /v1/things")).toEqual(["GET /v1/things"]);
  });
});
