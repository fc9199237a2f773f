import { expect, it } from "vitest";
import { testSettings } from "@/lib/testing/test-runtime";
import { cookieName, setCookie } from "./own-cookie";

const settings = (publicUrl: string) => ({ ...testSettings("postgres://nowhere"), publicUrl });
const [plain, secure] = [settings("http://localhost:3000"), settings("https://keys.example.test")];
const everywhere = { name: "latchkey.device", path: "/", sameSite: "Lax" } as const;
const somewhere = { name: "latchkey.passkey", path: "/api/dashboard/sign-in", sameSite: "Strict" } as const;

it("is out of reach for scripts and plain HTTP where the site has HTTPS, and bound to this very host where its path is all of it", () => {
  expect(setCookie(everywhere, "value", 60, secure)).toBe(
    "__Host-latchkey.device=value; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure",
  );
  expect(setCookie(somewhere, "", 0, secure)).toBe(
    "__Secure-latchkey.passkey=; Path=/api/dashboard/sign-in; HttpOnly; SameSite=Strict; Max-Age=0; Secure",
  );
});

it("has its plain name, which browsers take over HTTP, on a site without HTTPS", () => {
  expect(cookieName(everywhere, plain)).toBe("latchkey.device");
  expect(setCookie(everywhere, "value", 60, plain)).toBe(
    "latchkey.device=value; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
  );
});
