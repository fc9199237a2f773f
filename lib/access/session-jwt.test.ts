import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSessionJwts } from "./session-jwt";

const secret = "a secret of more than thirty-two characters";
const jwts = createSessionJwts(secret);
const claims = { user_id: "u1", sub: "u1", email: "u@example.test", sid: "s1", iat: 1_000, exp: 2_000 };

function signed(header: object, payload: unknown, key = secret): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

describe("session JWTs", () => {
  it("verify until the second they expire", () => {
    const token = jwts.sign(claims);
    expect(jwts.verify(token, 1_999_999)).toEqual({ ok: true, claims });
    expect(jwts.verify(token, 2_000_000)).toEqual({ ok: false, reason: "expired" });
  });

  it.each([
    ["another key", signed({ alg: "HS256", typ: "JWT" }, claims, "another secret of thirty-two characters!")],
    ["alg none", `${signed({ alg: "none" }, claims).split(".").slice(0, 2).join(".")}.`],
    ["another alg in a rightly signed header", signed({ alg: "HS512", typ: "JWT" }, claims)],
    ["sub that is not user_id", signed({ alg: "HS256" }, { ...claims, sub: "u2" })],
    ["no expiry", signed({ alg: "HS256" }, { ...claims, exp: undefined })],
    ["an expiry that is text", signed({ alg: "HS256" }, { ...claims, exp: "2000" })],
    ["a payload that is no object", signed({ alg: "HS256" }, "claims")],
    ["another spelling of its signature", `${jwts.sign(claims)}~`],
    ["padding", `${jwts.sign(claims)}==`],
    ["two parts", "a.b"],
    ["four parts", `${jwts.sign(claims)}.x`],
    ["a changed payload", jwts.sign(claims).replace(/\.[^.]+\./, `.${Buffer.from("{}").toString("base64url")}.`)],
  ])("are malformed with %s", (_title, token) => {
    expect(jwts.verify(token, 1_500_000)).toEqual({ ok: false, reason: "malformed" });
  });
});
