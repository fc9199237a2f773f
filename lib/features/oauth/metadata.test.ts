import { describe, expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();

const read = async (name: string) => callApi(`GET /.well-known/${name}`);

describe("what describes the authorization server and the API", () => {
  it("is one document at the address of RFC 8414 and at OpenID's, and speaks of nothing that is off", async () => {
    const [metadata, forOpenId] = [await read("oauth-authorization-server"), await read("openid-configuration")];
    expect([metadata.status, forOpenId.status]).toEqual([200, 200]);
    expect(forOpenId.json).toEqual(metadata.json);
    expect(metadata.json).toMatchObject({ issuer: "http://localhost:3000", response_types_supported: ["code"] });
    for (const member of ["userinfo_endpoint", "id_token_signing_alg_values_supported", "claims_supported"]) {
      expect(metadata.json).not.toHaveProperty(member);
    }
    expect(metadata.json.scopes_supported).not.toContain("openid");
  });

  it("names the issuer's keys as the issuer's alone: the API signs nothing (RFC 9728 section 2)", async () => {
    const { jwks_uri } = (await read("oauth-authorization-server")).json;
    expect(jwks_uri).toBe("http://localhost:3000/.well-known/jwks.json");
    for (const path of ["oauth-protected-resource", "oauth-protected-resource/v1"]) {
      const { json } = await read(path);
      expect(json.authorization_servers).toEqual(["http://localhost:3000"]);
      expect(json).not.toHaveProperty("jwks_uri");
    }
  });
});
