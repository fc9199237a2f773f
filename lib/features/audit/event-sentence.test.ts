import { describe, expect, it } from "vitest";
import { eventTypes } from "@/lib/tenancy/event-catalogue";
import type { AuditEvent } from "./contract";
import { eventSentence } from "./event-sentence";

type Told = Parameters<typeof eventSentence>[0];
const ada = { id: "user", name: "Ada", email: "ada@example.test" };
const told = (change: Partial<AuditEvent>): Told => ({
  type: "key.revoked",
  description: "An API key was revoked",
  actor: ada,
  credential: null,
  data: {},
  ...change,
});

describe("an event's sentence", () => {
  it.each(eventTypes.map(({ id, description }) => [id, description]))(
    "is there for %s, also where the event tells nothing more",
    (type, description) => {
      const any = new Proxy({}, { get: () => "something" });
      const full = eventSentence(told({ type, description, data: any }));
      expect(full).toMatch(/^[A-Z“].{8,}/);
      expect(full).not.toBe(type);
      expect(full).not.toMatch(/[{}]|undefined|null/);
      expect(eventSentence(told({ type, description, actor: null, data: {} }))).not.toMatch(/[{}]|undefined|null/);
    },
  );

  it("names who acted and what it was done to, as they are called", () => {
    expect(eventSentence(told({ data: { name: "ci_{who}" } }))).toBe("Ada revoked the API key “ci_{who}”");
    const byKey = told({ actor: null, credential: { id: "key_1", name: "deploy" }, data: { name: "x" } });
    expect(eventSentence(byKey)).toBe("deploy revoked the API key “x”");
    expect(eventSentence(told({ actor: null }))).toBe("Latchkey revoked the API key");
    const role = { email: "bo@example.test", previous_role: "member", role: "admin" };
    expect(eventSentence(told({ type: "member.role_changed", data: role }))).toBe(
      "Ada changed the role of “bo@example.test” from member to admin",
    );
  });

  it("tells of an alert what was unusual, about what", () => {
    const credential = { id: "user", name: "Sessions of Ada" };
    const alert = told({ type: "alert.raised", actor: null, credential, data: { kind: "revoked_use" } });
    expect(eventSentence(alert)).toBe("Something unusual about Sessions of Ada: use after its end");
  });

  it.each([
    ["user.signed_in", { method: "github" }, "Ada signed in with GitHub"],
    ["user.signed_in", { method: "password" }, "Ada signed in with a password"],
    ["user.signed_in", { method: "oidc-2" }, "Ada signed in with single sign-on"],
    ["session.confirmed", { method: "recovery_code" }, "Ada proved again who they are, with a recovery code"],
    ["user.provider_connected", { provider: "google" }, "Ada connected Google to the account"],
    ["user.provider_disconnected", { provider: "former-0a1b" }, "Ada disconnected single sign-on from the account"],
    ["webhook.updated", { host: "a.test" }, "Ada changed the webhook endpoint at a.test"],
    [
      "webhook.updated",
      { host: "a.test", secret_rotated: true },
      "Ada replaced the signing secret of the webhook endpoint at a.test",
    ],
    ["app.updated", { name: "Cal" }, "Ada changed the OAuth app “Cal”"],
    ["app.updated", { name: "Cal", secret_hint: "lk…9f" }, "Ada added a secret to the OAuth app “Cal”"],
    ["app.updated", { name: "Cal", secret_revoked: "sec_1" }, "Ada revoked a secret of the OAuth app “Cal”"],
    ["app.updated", { name: "Cal", verified: true }, "Ada changed the OAuth app “Cal”"],
    ["app.updated", { name: "Cal", after: { verified: true } }, "Ada verified the OAuth app “Cal”"],
    [
      "app.updated",
      { name: "Cal", after: { verified: false } },
      "Ada withdrew the verification of the OAuth app “Cal”",
    ],
    ["user.factor_added", { factor: "authenticator" }, "Ada added to the account: an authenticator app"],
    ["user.factor_removed", { factor: "all" }, "Ada removed from the account: all second factors"],
  ])("calls what %s %o tells of by the name that people know", (type, data, sentence) => {
    expect(eventSentence(told({ type, data }))).toBe(sentence);
  });

  it("is the description where something that it needs is not told, or the type is of another version", () => {
    expect(eventSentence(told({ type: "member.role_changed", description: "A member's role was changed" }))).toBe(
      "A member's role was changed",
    );
    expect(eventSentence(told({ type: "moon.landed", description: "moon.landed" }))).toBe("moon.landed");
  });
});
