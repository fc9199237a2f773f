import { describe, expect, it } from "vitest";
import type { OAuthAppView } from "@/lib/features/oauth/contract";
import { CallError } from "@/lib/http/call";
import {
  type AppDraft,
  changeOf,
  consequencesOf,
  draftOf,
  emptyAppDraft,
  kindOf,
  newAppOf,
  redirectProblem,
  refusedFields,
  withKind,
} from "./app-draft";

const filled: AppDraft = { ...emptyAppDraft, name: "Acme", redirectUris: "https://acme.example/callback" };
const app: OAuthAppView = {
  client_id: "client_1",
  name: "Acme",
  description: "",
  homepage_url: null,
  auth_method: "client_secret_basic",
  redirect_uris: ["https://acme.example/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  scopes: ["prompts:read"],
  dpop_bound: false,
  verified: false,
  dynamic: false,
  created_at: "2026-06-10T12:00:00.000Z",
  secrets: [],
  users: 0,
  last_used_at: null,
};

describe("a new app's form", () => {
  it("asks for the secret in the body unless another way is chosen, and for none of public apps", () => {
    expect(newAppOf(filled).body?.auth_method).toBe("client_secret_post");
    expect(newAppOf({ ...filled, secretIn: "client_secret_basic" }).body?.auth_method).toBe("client_secret_basic");
    expect(newAppOf(withKind({ ...filled, secretIn: "client_secret_basic" }, "public")).body?.auth_method).toBe("none");
  });

  it("brings the ways to tokens with the type, and no addresses where nobody is sent back", () => {
    const service = newAppOf(withKind(filled, "service")).body;
    expect([service?.grant_types, service?.redirect_uris]).toEqual([["client_credentials"], []]);
    expect(newAppOf(withKind(withKind(filled, "service"), "web")).body?.redirect_uris).toHaveLength(1);
  });

  it("names what is missing, field by field", () => {
    const { problems } = newAppOf({ ...emptyAppDraft, homepage: "javascript:alert(1)", scopes: [] });
    expect(problems).toEqual({
      name: expect.stringContaining("name"),
      homepage_url: expect.stringContaining("https"),
      redirect_uris: expect.stringContaining("at least one address"),
      scopes: expect.stringContaining("permission"),
    });
    expect(newAppOf({ ...filled, redirectUris: "" }).problems?.redirect_uris).toContain("at least one address");
    expect(newAppOf({ ...filled, redirectUris: "com.acme.app:/back" }).problems?.redirect_uris).toContain("own scheme");
  });
});

describe("redirect URIs", () => {
  it("may be https anywhere, http on this machine and an app's own scheme, one a line", () => {
    const good = "https://a.example/cb?x=1\n\n  http://localhost:4000/cb \nhttp://127.0.0.1/cb\ncom.example.app:/cb";
    expect(redirectProblem(good)).toBeNull();
    expect(redirectProblem("")).toBeNull();
  });

  it("are refused by name otherwise", () => {
    for (const bad of [
      "http://a.example/cb",
      "https://a.example/#x",
      "https://*.example/",
      "myapp:/cb",
      "/cb",
      "javascript:alert(1)",
    ]) {
      expect(redirectProblem(`https://a.example/cb\n${bad}`), bad).toContain(`“${bad}” must be`);
    }
  });

  it("count once each", () => {
    const twice = "https://a.example/cb\nhttps://a.example/cb";
    expect(newAppOf({ ...filled, redirectUris: twice }).body?.redirect_uris).toEqual(["https://a.example/cb"]);
  });
});

it("a registered app fills its form so that saving it unchanged changes nothing", () => {
  const { name, description, homepage_url, redirect_uris, grant_types, scopes, dpop_bound } = app;
  const same = { name, description, homepage_url, redirect_uris, grant_types, scopes, dpop_bound };
  expect(changeOf(draftOf(app)).body).toEqual(same);
  expect(kindOf(app)).toBe("web");
  expect(kindOf({ ...app, grant_types: ["client_credentials"] })).toBe("service");
  expect(kindOf({ ...app, auth_method: "none" })).toBe("public");
});

it("what a change ends is said before it is saved", () => {
  const verified = { ...app, verified: true };
  const draft = draftOf(verified);
  expect(consequencesOf(verified, { ...draft, description: "New", scopes: ["prompts:read", "reports:read"] })).toEqual(
    [],
  );
  expect(consequencesOf(verified, { ...draft, scopes: [] })).toEqual([expect.stringContaining("every token")]);
  expect(consequencesOf(verified, { ...draft, grantTypes: ["authorization_code"] })).toHaveLength(1);
  expect(consequencesOf(verified, { ...draft, name: "Bank" })).toEqual([expect.stringContaining("unverified")]);
  expect(consequencesOf(verified, { ...draft, redirectUris: "https://acme.example/other" })).toHaveLength(1);
  expect(consequencesOf(app, { ...draft, name: "Bank" })).toEqual([]);
});

it("the server's refusal is shown at its field, and names the wrong address", () => {
  const problems = [
    { path: "redirect_uris.0", message: "must be an https address" },
    { path: "surprise", message: "is not known" },
  ];
  const refused = refusedFields(new CallError("Invalid", 400, "VALIDATION_ERROR", problems), filled);
  expect(refused?.redirect_uris).toBe("“https://acme.example/callback” must be an https address");
  expect(refused?.form).toBe("is not known");
  expect(refusedFields(new CallError("No", 403, "FORBIDDEN"), filled)).toBeNull();
});
