/**
 * Zod asks the browser whether it may build code from text, unless it is told not to. Our policy refuses that, and each
 * question would be a violation in whatever watches it.
 */
const script = "globalThis.__zod_globalConfig={jitless:true}";

/** The script, for the head of every page, before any other runs; `nonce` is that of the page's policy. */
export function WithoutEval({ nonce }: { nonce: string | undefined }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the text above, which nobody else has a part in
  return <script nonce={nonce} dangerouslySetInnerHTML={{ __html: script }} suppressHydrationWarning />;
}
