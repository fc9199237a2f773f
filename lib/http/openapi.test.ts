import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contractTable } from "@/lib/contract-table";
import { defineContract, isPublic } from "./contract";
import { openApiDocument } from "./openapi";

type Operation = {
  operationId: string;
  security: object[];
  "x-latchkey-scope"?: string;
  responses: Record<string, object>;
};
type OAuthScheme = { flows: Record<string, { scopes: Record<string, string> }> };
type FormSchema = { required: string[]; properties: object };
type Form = Operation & { requestBody: { content: Record<string, { schema: FormSchema }> } };
const document = await openApiDocument(contractTable, "http://localhost:3000");
const paths = document.paths as Record<string, Record<string, Operation>>;

describe("the OpenAPI document", () => {
  it("describes every public endpoint, and no other", () => {
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = contractTable.filter(isPublic).map(({ method, path }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(declared.toSorted());
    expect(described.some((endpoint) => endpoint.includes("/dashboard/"))).toBe(false);
  });

  it("names every operation once", () => {
    const ids = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says which scope a key needs and where no credential is needed", () => {
    const either = (scope: string) => [{ bearer: [] }, { oauth2: [scope] }];
    expect(paths["/v1/prompts"]?.post?.security).toEqual(either("prompts:write"));
    expect(paths["/v1/prompts"]?.get?.security).toEqual(expect.arrayContaining([...either("prompts:read"), {}]));
    expect(paths["/api/v1/memories"]?.get?.security).toEqual([{ bearer: [] }]);
    expect(paths["/api/v1/memories"]?.get?.["x-latchkey-scope"]).toBe("read:memories");
    expect(paths["/api/auth/login"]?.post?.security).toEqual([]);
  });

  it("describes where OAuth tokens come from, with every scope that an operation asks of them", () => {
    const { oauth2 } = (document.components as { securitySchemes: Record<string, OAuthScheme> }).securitySchemes;
    const { authorizationCode, clientCredentials } = oauth2?.flows ?? {};
    expect(authorizationCode).toMatchObject({
      authorizationUrl: "http://localhost:3000/oauth/authorize",
      tokenUrl: "http://localhost:3000/oauth/token",
      refreshUrl: "http://localhost:3000/oauth/token",
    });
    expect(clientCredentials?.scopes).toEqual(authorizationCode?.scopes);
    const asked = Object.values(paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ security }) => (security as { oauth2?: string[] }[]).flatMap((one) => one.oauth2 ?? []));
    expect(asked.length).toBeGreaterThan(20);
    expect(Object.keys(clientCredentials?.scopes ?? {})).toEqual(expect.arrayContaining(asked));
  });

  it("lists the protocol's endpoints with their forms, and not what only our own pages send", () => {
    const token = paths["/oauth/token"]?.post as unknown as Form;
    const form = token.requestBody.content["application/x-www-form-urlencoded"]?.schema;
    expect(form?.required).toEqual(["grant_type"]);
    expect(Object.keys(form?.properties ?? {})).toEqual(
      expect.arrayContaining(["code", "client_secret", "refresh_token"]),
    );
    expect(token.security).toEqual([{ client: [] }, {}]);
    expect(JSON.stringify(token.responses)).toContain("#/components/schemas/OAuthError");
    for (const path of ["/oauth/revoke", "/oauth/introspect", "/oauth/par", "/oauth/device_authorization"]) {
      expect([path, paths[path]?.post !== undefined]).toEqual([path, true]);
    }
    expect(paths["/oauth/authorize"]?.get).toBeDefined();
    expect(Object.keys(paths).filter((path) => path.includes("{uid}") || path === "/oauth/device")).toEqual([]);
  });

  it("leads every reference to something that is there, and states a schema that holds itself once", async () => {
    const Tree: z.ZodType = z.object({ children: z.array(z.lazy(() => Tree)) });
    const tree = (path: string) => defineContract({ ...shape, path, success: { status: 200, body: Tree } });
    const shape = { method: "GET", product: "account", summary: "A tree", allow: ["pat"] } as const;
    const trees = await openApiDocument([tree("/api/oaks"), tree("/api/elms")], "https://api.example");
    const { schemas } = trees.components as { schemas: Record<string, object> };
    expect(Object.keys(schemas).filter((name) => name.startsWith("Recursive"))).toEqual(["Recursive1"]);
    for (const [, name = ""] of JSON.stringify(trees).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(schemas)).toContain(name);
    }
    expect(JSON.stringify(trees)).not.toContain("$defs");
  });

  it("keeps addresses from before out, and they go on answering", () => {
    const former = contractTable.filter((contract) => contract.former);
    expect(former.map(({ path }) => path)).toContain("/v1/oauth-apps/registration-tokens/{token_id}");
    for (const { path } of former) expect(paths[path]).toBeUndefined();
  });

  it("lists the denials that each endpoint can answer with", () => {
    const statusesOf = (path: string, method: string) => Object.keys(paths[path]?.[method]?.responses ?? {});
    const creating = ["201", "400", "401", "403", "409", "413", "415", "422", "429", "5XX"];
    expect(statusesOf("/api/v1/memories", "post")).toEqual(expect.arrayContaining(creating));
    for (const path of ["/api/auth/login", "/api/v1/auth/login", "/api/auth/login/mfa"]) {
      expect(statusesOf(path, "post")).toEqual(["200", "400", "401", "403", "413", "415", "429", "5XX"]);
    }
    expect(statusesOf("/api/v1/users/me", "get")).toEqual(["200", "401", "403", "412", "429", "5XX"]);
  });

  it("names every member that may stand beside an error, in both envelopes", () => {
    const { schemas } = document.components as { schemas: Record<string, { properties: Record<string, object> }> };
    for (const envelope of ["NestedError", "FlatError"]) {
      const { properties = {} } = schemas[envelope] ?? {};
      for (const member of [
        "limited_by",
        "mfa_token",
        "methods",
        "attempts_left",
        "reason",
        "second_factor_required",
      ]) {
        expect([envelope, member, properties[member]]).toEqual([
          envelope,
          member,
          expect.objectContaining({ description: expect.any(String) }),
        ]);
      }
    }
  });
});
