import { describe, expect, it } from "vitest";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { listedApp as app } from "@/lib/testing/listed-app";
import {
  type AppDraft,
  appBody,
  changeBody,
  consequencesOf,
  draftOf,
  emptyAppDraft,
  grantTypesOf,
  kindOf,
  missingRedirect,
  newAppBody,
  redirectProblem,
  undoOf,
} from "./app-draft";

const filled: AppDraft = { ...emptyAppDraft, name: "Acme", redirect_uris: "https://acme.example/callback" };

describe("a new app's form", () => {
  it("asks for the secret in the body unless another way is chosen, and for none of public apps", () => {
    expect(newAppBody(filled)).toMatchObject({ auth_method: "client_secret_post" });
    const basic: AppDraft = { ...filled, secret_in: "client_secret_basic" };
    expect(newAppBody(basic)).toMatchObject({ auth_method: "client_secret_basic" });
    expect(newAppBody({ ...basic, kind: "public" })).toMatchObject({ auth_method: "none" });
  });

  it("sends no addresses for an app without redirects, and asks for one where users are sent back", () => {
    const service: AppDraft = { ...filled, kind: "service", grant_types: grantTypesOf.service };
    expect(newAppBody(service)).toMatchObject({ grant_types: ["client_credentials"], redirect_uris: [] });
    expect(missingRedirect({ ...service, redirect_uris: "" })).toEqual({});
    expect(missingRedirect({ ...filled, redirect_uris: " \n" }).redirect_uris).toContain("at least one address");
    expect(missingRedirect(filled)).toEqual({});
  });
});

describe("redirect URIs", () => {
  it("may be https anywhere, http on this machine and an app's own scheme, one a line", () => {
    const good =
      "https://a.example/cb?x=1\n\n  http://localhost:4000/cb \nhttp://127.0.0.1/cb\ncom.example.app:/cb\nmyapp://cb";
    expect(redirectProblem(good)).toBeNull();
    expect(redirectProblem("")).toBeNull();
  });

  it("are refused by name otherwise", () => {
    for (const bad of [
      "http://a.example/cb",
      "https://a.example/#x",
      "https://*.example/",
      "/cb",
      "javascript:alert(1)",
      "data:text/html,x",
    ]) {
      expect(redirectProblem(`https://a.example/cb\n${bad}`), bad).toContain(`“${bad}” must be`);
    }
  });

  it("count once each", () => {
    const twice = "https://a.example/cb\nhttps://a.example/cb";
    expect(appBody({ ...filled, redirect_uris: twice }).redirect_uris).toEqual(["https://a.example/cb"]);
  });
});

it("a registered app fills its form so that saving it unchanged changes nothing", () => {
  const { name, description, homepage_url, redirect_uris, grant_types, scopes, dpop_bound } = app;
  const same = { name, description, homepage_url, redirect_uris, grant_types, scopes, dpop_bound };
  expect(appBody(draftOf(app))).toEqual(same);
  expect(changeBody(draftOf(app), draftOf(app))).toEqual({});
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
  expect(consequencesOf(verified, { ...draft, grant_types: ["authorization_code"] })).toHaveLength(1);
  expect(consequencesOf(verified, { ...draft, name: "Bank" })).toEqual([expect.stringContaining("unverified")]);
  expect(consequencesOf(verified, { ...draft, redirect_uris: "https://acme.example/other" })).toHaveLength(1);
  expect(consequencesOf(app, { ...draft, name: "Bank" })).toEqual([]);
});

it("sets back what was changed and nothing else, where neither the change nor its undoing ends anything", () => {
  expect(undoOf(app, { ...app, name: "Bank", description: "New" })).toEqual({ name: "Acme", description: "" });
  expect(undoOf(app, app)).toBeNull();
  const more = { ...app, scopes: ["prompts:read", "reports:read"] } as OAuthAppView;
  expect([undoOf(more, app), undoOf(app, more)]).toEqual([null, null]);
  const verified = { ...app, verified: true };
  expect(undoOf(verified, { ...app, name: "Bank" })).toBeNull();
  const twoAddresses = [...app.redirect_uris, "https://acme.example/other"];
  // Without the address it stays verified; with it again it would not.
  expect(undoOf({ ...verified, redirect_uris: twoAddresses }, verified)).toBeNull();
});
