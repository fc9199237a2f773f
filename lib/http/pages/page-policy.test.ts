import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { nonceOf, pageSecurityHeaders } from "@/lib/http/page-security";
import { withoutNonce } from "./page-policy";

const policy = pageSecurityHeaders()["content-security-policy"] ?? "";
const nonce = nonceOf(policy) ?? "";
const html =
  `<html><head><script src="/a.js" async="" nonce="${nonce}"></script></head><body><p>$1 $& </p>` +
  `<script nonce="${nonce}">push([0])</script><div>text</div><script nonce="${nonce}" id="x">push("${nonce} $&")</script>` +
  `<script src="/b.js" nonce="${nonce}"></script></body></html>`;

it("a page that everybody gets runs its own inline script by hash, in order, and holds no nonce", () => {
  const page = withoutNonce(html, policy);
  const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page.html) ?? [];
  expect(script).toBe(`push([0]);\npush("${"A".repeat(24)} $&")`);
  expect(page.html).toBe(
    `<html><head><script src="/a.js" async=""></script></head><body><p>$1 $& </p><div>text</div>` +
      `<script>${script}</script><script src="/b.js"></script></body></html>`,
  );
  const hash = createHash("sha256").update(script).digest("base64");
  expect(page.policy).toContain(`script-src 'self' 'sha256-${hash}';`);
  expect(page.policy).not.toMatch(/nonce|strict-dynamic/);
  expect(page.policy + page.html).not.toContain(nonce);
});

it("a script of the head stays there, and is allowed by a hash of its own", () => {
  const early = "listen()";
  const page = withoutNonce(html.replace("</head>", `<script nonce="${nonce}">${early}</script></head>`), policy);
  expect(page.html).toContain(`<script>${early}</script></head><body>`);
  expect(page.html.match(/listen/g)).toHaveLength(1);
  const hash = createHash("sha256").update(early).digest("base64");
  expect(page.policy).toMatch(
    new RegExp(`script-src 'self' 'sha256-${hash.replaceAll(/[+/]/g, "\\$&")}' 'sha256-[^ ]+';`),
  );
});

it("a page without inline scripts allows none", () => {
  expect(withoutNonce("<p>text</p>", policy).policy).toContain("script-src 'self';");
});

it("two renderings of one page are one page", () => {
  const second = pageSecurityHeaders()["content-security-policy"] ?? "";
  const other = nonceOf(second) ?? "";
  expect(withoutNonce(html.replaceAll(nonce, other), second)).toEqual(withoutNonce(html, policy));
});
