import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { contractTable } from "@/lib/contract-table";
import { isPublic } from "@/lib/http/contract";
import { jsonSchemaOf } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";
import { catalogueHiding } from "@/lib/testing/hiding-catalogue";
import { referenceGroups, sessionOnlyEntries } from "./reference-entry";
import { schemaFields } from "./schema-fields";
import { snippetIn } from "./snippet-languages";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

const groups = await referenceGroups(contractTable, "https://api.example", () => []);
const entries = groups.flatMap((group) => group.entries);

test("every public endpoint is listed once, under an address of its own", () => {
  const open = contractTable.filter(isPublic);
  expect(entries).toHaveLength(open.length);
  expect(entries.map(({ id }) => id)).toContain("post-oauth-token");
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
});

test("a product that the operator hides is left out with its endpoints, and no other", async () => {
  replaceCatalogue(catalogueHiding("prompts"));
  const shown = await referenceGroups(contractTable, "https://api.example", () => []);
  expect(groups.map(({ product }) => product)).toContain("prompts");
  expect(shown).toEqual(groups.filter(({ product }) => product !== "prompts"));
});

test("the dashboard's own endpoints and next-auth's are not listed", () => {
  expect(entries.filter(({ path }) => path.startsWith("/api/dashboard"))).toEqual([]);
  expect(entries.map(({ path }) => path)).not.toContain("/api/auth/callback/credentials");
});

test("a personal access token is refused by what changes who the user is or tells all about them, and by nothing else", () => {
  const refusing = sessionOnlyEntries(groups).map(({ method, path }) => `${method} ${path}`);
  expect(refusing.sort()).toEqual([
    "DELETE /api/user/me",
    "DELETE /api/user/tokens/{token_id}",
    "DELETE /api/v1/admin/users/{id}",
    "DELETE /api/v1/admin/users/{id}/sessions",
    "DELETE /api/v1/admin/users/{id}/sessions/{session_id}",
    "DELETE /v1/organization",
    "GET /api/user/me/export",
    "PATCH /api/user/tokens/{token_id}",
    "PATCH /api/v1/admin/users/{id}",
    "POST /api/auth/logout",
    "POST /api/user/invitations/accept",
    "POST /api/user/organization/leave",
    "POST /api/user/organizations",
    "POST /api/user/tokens",
    "POST /api/v1/admin/mails/{id}/reveal",
    "POST /api/v1/admin/users/{id}/reactivate",
    "POST /api/v1/admin/users/{id}/require-password-reset",
    "POST /api/v1/admin/users/{id}/suspend",
    // Brings keys of elsewhere: a person decides that, or a management key.
    // Make keys that make keys: a sign-in of ten minutes ago.
    "POST /api/v1/management-keys",
    "POST /api/v1/management-keys/{id}/rotate",
    // Lets somebody else in.
    "POST /api/v1/portal/sessions",
    "PUT /api/user/organization",
    // Decides for the whole deployment: a sign-in of ten minutes ago, like what decides over people.
    "PUT /api/v1/catalogue",
    "PUT /api/v1/users/me/password",
  ]);
});

const withBody = contractTable.filter((contract) => isPublic(contract) && contract.body);

test.each(withBody.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))(
  "the example body of %s is one that the endpoint takes",
  (_, { body = z.unknown() }) => {
    const example = exampleOf(jsonSchemaOf(body, "input"), { minimal: true });
    expect(body.safeParse(example)).toMatchObject({ success: true });
  },
);

const answering = contractTable.filter((contract) => isPublic(contract) && contract.success.body);

test.each(answering.map((contract) => [`${contract.method} ${contract.path}`, contract] as const))(
  "the example answer of %s is one that the endpoint gives",
  (_, { success: { body = z.unknown() } }) => {
    const example = exampleOf(jsonSchemaOf(body, "output"));
    expect(body.safeParse(example)).toMatchObject({ success: true });
  },
);

test("no request holds anything like a secret, only names of variables", () => {
  for (const { snippet } of entries) {
    for (const { value } of snippet.headers.filter(({ name }) => name === "Authorization")) {
      expect(value).toEqual(["Bearer ", { variable: expect.stringMatching(/^(API_KEY|TOKEN)$/) }]);
    }
  }
});

test("an app's form is shown with its fields and as curl sends it", () => {
  const entry = entries.find(({ path }) => path === "/oauth/introspect");
  expect(entry?.callers).toEqual(["OAuth app"]);
  expect(entry?.request.map(({ title }) => title)).toEqual(["In the body, as a form"]);
  expect(entry && snippetIn("curl", entry.snippet)).toBe(
    `curl -X POST 'https://api.example/oauth/introspect' \\
  --data-urlencode "token=$TOKEN" \\
  --data-urlencode "client_id=$CLIENT_ID" \\
  --data-urlencode "client_secret=$CLIENT_SECRET"`,
  );
});

test("a field says its type, whether it must be there, and its bounds", () => {
  const schema = z.object({
    name: z.string().min(1).max(100),
    size: z.number().int(),
    mode: z.enum(["fast", "slow"]).default("fast"),
    owner: z.object({ email: z.email().nullable() }).optional(),
    tags: z.array(z.object({ id: z.string() })),
    scope: z.string().optional().describe("Separated by spaces"),
  });
  expect(schemaFields(jsonSchemaOf(schema, "input"))).toEqual([
    { path: "name", type: "string", required: true, notes: ["1 to 100 characters"] },
    { path: "size", type: "integer", required: true, notes: [] },
    { path: "mode", type: "string", required: false, notes: ["one of fast, slow", 'default "fast"'] },
    { path: "owner", type: "object", required: false, notes: [] },
    { path: "owner.email", type: "string or null", required: true, notes: ["an email address"] },
    { path: "tags", type: "array of objects", required: true, notes: [] },
    { path: "tags[].id", type: "string", required: true, notes: [] },
    { path: "scope", type: "string", required: false, notes: ["Separated by spaces"] },
  ]);
});
