import jsonwebtoken from "jsonwebtoken";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { problemsOf } from "@/lib/access/catalogue-content";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, type TestUser } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { applyCatalogue } from "./apply-catalogue";

const { clock } = useTestRuntime();

const scopes = [
  { id: "images:read:{album}", description: "See images" },
  { id: "images:write:{album}", description: "Add images", access: "write" as const, minimum_role: "admin" as const },
  { id: "images:list", description: "List albums" },
];
const roles = [{ id: "viewer", label: "Viewer", scopes: ["images:list", "images:read:*"] }];
const images = { label: "Images", keys: { production: "img_live_" }, scopes, roles };
const document = { version: 1 as const, products: { images } };

let admin: TestUser;
let service: string;
beforeAll(async () => {
  // The first user of a deployment is its administrator.
  admin = await createUser();
  service = (await createKey(admin, { name: "Gateway", scopes: ["keys:verify"] })).secret;
});
beforeEach(async () => {
  clock.advance(60_000);
  await apply(document);
});

const put = (wanted: CatalogueDocument, allow_ending: boolean) =>
  applyCatalogue(admin.principal, { document: wanted, note: "", allow_ending });
const apply = (wanted: CatalogueDocument) => put(wanted, true);
const make = (token: string, body: object) =>
  callApi("POST /api/v1/api-keys", { token, body: { name: "Key", environment: "production", ...body } });
const made = async (token: string, body: object): Promise<{ key: string; data: Json }> => {
  const { status, json } = await make(token, body);
  expect([status, json.errors]).toEqual([201, undefined]);
  return json;
};
const verdict = async (key: string, body: object = {}): Promise<Json> =>
  (await callApi("POST /api/v1/keys/verify", { token: service, body: { key, ...body } })).json.data;
const code = async (key: string, scope: string, resource?: string) =>
  (await verdict(key, { scopes: [scope], ...(resource ? { resource } : {}) })).code;

describe("a scope of single resources", () => {
  it("passes for the resource that the key names alone, and for every one where it names all", async () => {
    const owner = await createUser();
    const { key: one, data } = await made(owner.token, { scopes: ["images:read:summer"] });
    expect(data).toMatchObject({ product: "images", scopes: ["images:read:summer"], roles: [] });
    expect(await code(one, "images:read", "summer")).toBe("VALID");
    expect(await code(one, "images:read:summer")).toBe("VALID");
    expect(await code(one, "images:read", "winter")).toBe("INSUFFICIENT_SCOPE");
    expect(await code(one, "images:read")).toBe("INSUFFICIENT_SCOPE");
    expect(await code(one, "images:read:*")).toBe("INSUFFICIENT_SCOPE");
    expect(await code(one, "images:write", "summer")).toBe("INSUFFICIENT_SCOPE");
    const { key: all } = await made(owner.token, { scopes: ["images:read:*"] });
    for (const asked of [["images:read", "summer"], ["images:read:winter"], ["images:read"], ["images:read:*"]]) {
      expect(await code(all, asked[0] ?? "", asked[1])).toBe("VALID");
    }
  });

  it("is asked for by a proxy with the resource, and its refusal names what is missing", async () => {
    const owner = await createUser();
    const { key } = await made(owner.token, { scopes: ["images:read:summer"] });
    const ask = (resource: string) =>
      callApi(`GET /api/v1/forward-auth?scope=images:read&resource=${resource}`, { token: key });
    const passed = await ask("summer");
    expect([passed.status, passed.headers.get("x-latchkey-scopes")]).toEqual([200, "images:read:summer"]);
    const refused = await ask("winter");
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toContain('scope="images:read:winter"');
    expect((await ask("*")).status).toBe(400);
    expect((await ask("a:b")).status).toBe(400);
  });

  it("is a 400 to a proxy from the moment that the catalogue names it no longer, also where it was asked for before", async () => {
    const { key } = await made((await createUser()).token, { scopes: ["images:list"] });
    const ask = async () => (await callApi("GET /api/v1/forward-auth?scope=images:list", { token: key })).status;
    expect(await ask()).toBe(200);
    await apply({ ...document, products: { images: { ...images, scopes: scopes.slice(0, 2), roles: [] } } });
    expect(await ask()).toBe(400);
  });

  it("is made as the catalogue allows, within the maker's role", async () => {
    const { owner, member } = await createTeam();
    for (const scope of [
      "images:list:summer",
      "images:read:",
      "images:read:a:b",
      "images:read:a b",
      "images:read",
      "x:y",
    ]) {
      expect((await make(owner.token, { scopes: [scope] })).status).toBe(400);
    }
    expect((await make(member.token, { scopes: ["images:write:summer"] })).status).toBe(403);
    expect((await make(member.token, { scopes: ["images:read:summer"] })).status).toBe(201);
  });

  it("is handed on by a key for its own resource alone, also once what the maker holds was narrowed", async () => {
    const owner = await createUser();
    const maker = await made(owner.token, { scopes: ["images:read:*", "images:list"] });
    const { key: child } = await made(maker.key, { scopes: ["images:read:winter"] });
    expect(await code(child, "images:read", "winter")).toBe("VALID");
    const change = { token: owner.token, body: { scopes: ["images:read:summer", "images:list"] } };
    expect((await callApi(`PATCH /api/v1/api-keys/${maker.data.id}`, change)).status).toBe(200);
    expect(await code(child, "images:read", "winter")).toBe("INSUFFICIENT_SCOPE");
    expect((await make(maker.key, { scopes: ["images:read:summer"] })).status).toBe(201);
    for (const wider of ["images:read:*", "images:read:winter", "images:write:summer"]) {
      expect((await make(maker.key, { scopes: [wider] })).status).toBe(403);
    }
  });

  it("ends on demotion where the role does not reach it", async () => {
    const { owner, admin: colleague } = await createTeam();
    const { key: wide } = await made(colleague.token, { scopes: ["images:write:summer"] });
    const { key: kept } = await made(colleague.token, { scopes: ["images:read:summer"] });
    const path = `PATCH /v1/organization/members/${colleague.id}`;
    expect((await callApi(path, { token: owner.token, body: { role: "member", keys: "revoke" } })).status).toBe(200);
    expect([(await verdict(wide)).code, (await verdict(kept)).code]).toEqual(["REVOKED", "VALID"]);
  });
});

describe("a role", () => {
  it("is held by name, told by lists and verdicts, and stands for what the catalogue says of it at the time", async () => {
    const owner = await createUser();
    const { key, data } = await made(owner.token, { product: "images", roles: ["viewer"] });
    expect(data).toMatchObject({ scopes: [], roles: ["viewer"] });
    const listed = await callApi("GET /api/v1/api-keys", { token: owner.token });
    expect(listed.json.data[0]).toMatchObject({ id: data.id, scopes: [], roles: ["viewer"] });
    expect(await verdict(key, { scopes: ["images:read"], resource: "summer" })).toMatchObject({
      code: "VALID",
      kind: "api-key",
      ownerId: null,
      roles: ["viewer"],
      scopes: ["images:list", "images:read:*"],
    });
    expect(await code(key, "images:write", "summer")).toBe("INSUFFICIENT_SCOPE");
    await apply({
      ...document,
      products: { images: { ...images, roles: [{ id: "viewer", scopes: ["images:list"] }] } },
    });
    expect(await code(key, "images:read", "summer")).toBe("INSUFFICIENT_SCOPE");
    expect(await code(key, "images:list")).toBe("VALID");
    await apply({ ...document, products: { images: { ...images, roles: [] } } });
    expect(await verdict(key, { scopes: ["images:list"] })).toMatchObject({
      code: "INSUFFICIENT_SCOPE",
      kind: "api-key",
      ownerId: null,
      roles: [],
      scopes: [],
    });
    await apply(document);
    expect(await code(key, "images:read", "summer")).toBe("VALID");
  });

  it("is made only where the product has it and the maker holds every scope of it", async () => {
    const admins = { id: "editor", scopes: ["images:write:*"] };
    await apply({ ...document, products: { images: { ...images, roles: [...roles, admins] } } });
    const { owner, member } = await createTeam();
    expect((await make(owner.token, { product: "images", roles: ["none"] })).status).toBe(400);
    expect((await make(owner.token, { product: "prompts", roles: ["viewer"] })).status).toBe(400);
    expect((await make(owner.token, { roles: ["viewer"] })).status).toBe(400);
    expect((await make(owner.token, { scopes: ["role:images:editor"] })).status).toBe(400);
    expect((await make(member.token, { product: "images", roles: ["editor"] })).status).toBe(403);
    const maker = await made(owner.token, { scopes: ["images:read:*"] });
    expect((await make(maker.key, { product: "images", roles: ["viewer"] })).status).toBe(403);
    const same = await made(owner.token, { product: "images", roles: ["viewer"] });
    expect((await make(same.key, { product: "images", roles: ["viewer"] })).status).toBe(201);
    expect((await make(same.key, { scopes: ["images:read:summer"] })).status).toBe(201);
  });

  it("does not widen what a narrower key has made when the role grows", async () => {
    const owner = await createUser();
    const maker = await made(owner.token, { scopes: ["images:list", "images:read:*"] });
    const { key: child } = await made(maker.key, { product: "images", roles: ["viewer"] });
    const grown = [{ id: "viewer", scopes: ["images:list", "images:read:*", "images:write:*"] }];
    await apply({ ...document, products: { images: { ...images, roles: grown } } });
    expect(await code(child, "images:write", "summer")).toBe("INSUFFICIENT_SCOPE");
    expect(await code(child, "images:read", "summer")).toBe("VALID");
  });

  it("is told of a key only while every key behind it holds all of the role", async () => {
    const owner = await createUser();
    const maker = await made(owner.token, { scopes: ["images:list", "images:read:*"] });
    const { key: child } = await made(maker.key, { product: "images", roles: ["viewer"] });
    const told = async () => {
      const { roles, identity } = await verdict(child, { scopes: ["images:list"], identity: true });
      const { headers } = await callApi("GET /api/v1/forward-auth?scope=images:list", { token: child });
      return [roles, headers.get("x-latchkey-roles"), jsonwebtoken.decode(identity, { json: true })?.roles];
    };
    expect(await told()).toEqual([["viewer"], "viewer", ["viewer"]]);
    const change = { token: owner.token, body: { scopes: ["images:list"] } };
    expect((await callApi(`PATCH /api/v1/api-keys/${maker.data.id}`, change)).status).toBe(200);
    expect(await told()).toEqual([[], "", undefined]);
  });

  it("is changed beside the scopes, and a key keeps one of both, so that it never stands for its maker", async () => {
    const owner = await createUser();
    const { key, data } = await made(owner.token, { scopes: ["images:list"], roles: ["viewer"] });
    const patch = (body: object) => callApi(`PATCH /api/v1/api-keys/${data.id}`, { token: owner.token, body });
    expect((await patch({ scopes: ["images:read:summer"] })).json.data).toMatchObject({
      scopes: ["images:read:summer"],
      roles: ["viewer"],
    });
    expect((await patch({ roles: [] })).json.data).toMatchObject({ scopes: ["images:read:summer"], roles: [] });
    expect(await code(key, "images:list")).toBe("INSUFFICIENT_SCOPE");
    const { data: only } = await made(owner.token, { product: "images", roles: ["viewer"] });
    const emptied = { token: owner.token, body: { roles: [] } };
    expect((await callApi(`PATCH /api/v1/api-keys/${only.id}`, emptied)).status).toBe(400);
    const rotated = await callApi(`POST /api/v1/api-keys/${only.id}/rotate`, { token: owner.token, body: {} });
    expect(rotated.json.data).toMatchObject({ scopes: [], roles: ["viewer"] });
  });

  it("lets a calling key see itself and what it made, and no other key of its organization", async () => {
    const owner = await createUser();
    const maker = await made(owner.token, { product: "images", roles: ["viewer"] });
    const child = await made(maker.key, { scopes: ["images:read:summer"] });
    const others = [{ scopes: ["images:read:winter"] }, { scopes: ["images:list"] }, { scopes: ["prompts:read"] }];
    for (const other of others) await made(owner.token, other);
    const narrow = await made(owner.token, { scopes: ["images:list"] });
    const seenBy = async (token: string) =>
      (await callApi("GET /api/v1/api-keys", { token })).json.data.map(({ id }: Json) => id).sort();
    expect(await seenBy(maker.key)).toEqual([maker.data.id, child.data.id].sort());
    expect(await seenBy(narrow.key)).toEqual([narrow.data.id]);
    expect((await callApi(`DELETE /api/v1/api-keys/${child.data.id}`, { token: narrow.key })).status).toBe(404);
  });
});

describe("a plan", () => {
  it("says which keys would hold less with a resource's scope or a role gone or smaller", async () => {
    const owner = await createUser();
    await made(owner.token, { scopes: ["images:write:summer"] });
    await made(owner.token, { product: "images", roles: ["viewer"] });
    const smaller = {
      ...images,
      scopes: scopes.filter(({ id }) => !id.startsWith("images:write")),
      roles: [{ id: "viewer", scopes: ["images:list"] }],
    };
    const { json } = await callApi("POST /api/v1/catalogue/plan", {
      token: admin.token,
      body: { document: { version: 1, products: { images: smaller } } },
    });
    const ends = json.data.ends.map(({ kind, id }: Json) => [kind, id]);
    expect(ends).toEqual([
      ["scope", "images:write:*"],
      ["role", "viewer"],
    ]);
    expect(json.data.ends[1].message).toMatch(
      /with the role viewer of images would no longer hold images:read:\* by it$/,
    );
    await expect(put({ version: 1, products: { images: smaller } }, false)).rejects.toThrow("would end");
  });
});

describe("a document", () => {
  const problems = (change: object, others: object = {}) => {
    const parsed = CatalogueDocument.safeParse({ products: { images: { ...images, ...change }, ...others } });
    return parsed.success ? problemsOf(parsed.data).map(({ message }) => message) : ["form"];
  };
  const scope = (id: string) => ({ id, description: "" });

  it.each([
    [
      "a scope that reads like a resource",
      { scopes: [...scopes, scope("images:read:all")] },
      /images:read:all cannot be told/,
    ],
    ["resources below resources", { scopes: [...scopes, scope("images:read:{album}:{image}")] }, /form/],
    [
      "a resource's scope twice",
      { scopes: [...scopes, scope("images:read:{image}")] },
      /images:read:\* is named twice/,
    ],
    [
      "a resource of a shipped scope",
      { scopes: [...scopes, scope("prompts:read:{prompt}")] },
      /prompts:read is a scope of prompts/,
    ],
    ["a scope called role", { scopes: [...scopes, scope("role:images:x")] }, /form/],
    [
      "a role of another product's scopes",
      { roles: [{ id: "reader", scopes: ["prompts:read"] }] },
      /no scope prompts:read/,
    ],
    [
      "a role with a resource of a plain scope",
      { roles: [{ id: "reader", scopes: ["images:list:a"] }] },
      /no scope images:list:a/,
    ],
    ["a role twice", { roles: [...roles, ...roles] }, /names viewer twice/],
    ["a role without scopes", { roles: [{ id: "reader", scopes: [] }] }, /form/],
  ])("is refused for %s", (_what, change, message) => {
    expect(problems(change).join()).toMatch(message);
  });

  it("may give a shipped product roles of its scopes, but none for what administrators alone make", () => {
    const ofPrompts = { prompts: { roles: [{ id: "reader", scopes: ["prompts:read", "reports:read"] }] } };
    expect(problems({}, ofPrompts)).toEqual([]);
    const ofServices = { service: { roles: [{ id: "gateway", scopes: ["keys:verify"] }] } };
    expect(problems({}, ofServices).join()).toMatch(/for administrators alone/);
  });

  it("may name a scope without resources beside it, which holds all of them", async () => {
    const both = { ...images, scopes: [...scopes, { id: "images:read", description: "See all" }] };
    await apply({ version: 1, products: { images: both } });
    const owner = await createUser();
    const { key } = await made(owner.token, { scopes: ["images:read"] });
    expect(await code(key, "images:read", "summer")).toBe("VALID");
    const { key: one } = await made(owner.token, { scopes: ["images:read:summer"] });
    expect(await code(one, "images:read")).toBe("INSUFFICIENT_SCOPE");
  });
});
