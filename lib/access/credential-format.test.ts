import { describe, expect, it } from "vitest";
import { credentialFormats } from "./catalogue";
import { generateCredential, hashCredential, hintOf, publicPrefixOf, readCredential } from "./credential-format";

describe.each(credentialFormats().map((format) => ({ prefix: format.prefix, format })))(
  "$prefix credentials",
  ({ format }) => {
    it("have the documented length and alphabet, and are read back as what they are", () => {
      const secret = generateCredential(format);
      expect(secret).toMatch(new RegExp(`^${format.prefix}[0-9A-Za-z]{${format.randomLength}}$`));
      expect(readCredential(secret)).toEqual({ format, valid: true });
      expect(generateCredential(format)).not.toBe(secret);
    });

    it("are refused by their checksum when any one character is changed, cut or added", () => {
      const secret = generateCredential(format);
      for (let index = format.prefix.length; index < secret.length; index++) {
        const other = secret[index] === "a" ? "b" : "a";
        expect(readCredential(secret.slice(0, index) + other + secret.slice(index + 1))?.valid).toBe(false);
      }
      expect(readCredential(secret.slice(0, -1))?.valid).toBe(false);
      expect(readCredential(`${secret}a`)?.valid).toBe(false);
    });

    it("show their prefix and six or four characters, and never enough to call with", () => {
      const secret = generateCredential(format);
      expect(publicPrefixOf(secret, format)).toBe(secret.slice(0, format.prefix.length + 6));
      expect(hintOf(secret, format)).toBe(`${secret.slice(0, format.prefix.length + 4)}…${secret.slice(-4)}`);
    });
  },
);

describe("hashes", () => {
  it("depend on the pepper, so that a stolen database alone confirms no guess", () => {
    expect(hashCredential("secret", "one pepper")).not.toBe(hashCredential("secret", "another"));
    expect(hashCredential("secret", "one pepper")).toMatch(/^[0-9a-f]{64}$/);
  });

  it("belongs to no product when the prefix is not ours", () => {
    expect(readCredential("sk_live_0123456789")).toBeNull();
  });
});
