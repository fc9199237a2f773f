import "server-only";
import { createHash } from "node:crypto";
import { nonceOf } from "@/lib/http/page-security";

/** Stands where a page's nonce was: as long as one, and accepted by no policy. */
const noNonce = "A".repeat(24);

/**
 * A page without its nonce, which everybody would know by now. The inline scripts of its head stay where they are,
 * because they have to run first. Those of its body become one, in their order and in the place of the last. The policy
 * allows them by their hashes, and files of this site; nothing else runs.
 */
export function withoutNonce(html: string, policy: string): { html: string; policy: string } {
  const nonce = nonceOf(policy);
  if (!nonce) throw new Error("the page has no nonce to take away");
  const plain = html.replaceAll(` nonce="${nonce}"`, "").replaceAll(nonce, noNonce);
  const headEnd = plain.indexOf("</head>");
  const inline = [...plain.matchAll(inlineScripts)].filter(([, code]) => code);
  const early = inline.filter(({ index }) => index < headEnd).map(([, code = ""]) => code);
  const late = inline.slice(early.length);
  const last = late.at(-1);
  if (!last) return { html: plain, policy: policyFor(policy, nonce, early) };
  const script = late.map(([, code]) => code).join(";\n");
  const merged = plain.replace(inlineScripts, (whole, code: string, at: number) => {
    if (code === "" || at < headEnd) return whole;
    return at === last.index ? `<script>${script}</script>` : "";
  });
  return { html: merged, policy: policyFor(policy, nonce, [...early, script]) };
}

const inlineScripts = /<script(?:\s(?:(?!src=)[^>])*)?>([\s\S]*?)<\/script>/g;

function policyFor(policy: string, nonce: string, scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return policy.replace(`'nonce-${nonce}' 'strict-dynamic'`, hashes.join(" ")).replace(/ +;/g, ";");
}
