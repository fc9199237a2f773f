import "server-only";
import type { LeakReport } from "./contract";

const longestUrl = 2_000;
const longestSource = 100;

/**
 * Where a match was found, as it may be kept and shown: a web address or null, and never the token, which an address may hold.
 */
export function placeOfMatch({ token, url = "", source = "" }: LeakReport[number]): {
  url: string | null;
  source: string;
} {
  const shown = withoutToken(url, token);
  const isWeb = /^https?:\/\//i.test(shown) && URL.canParse(shown) && shown.length <= longestUrl;
  const words = withoutToken(source, token)
    .replaceAll(/[^\w .-]/g, "")
    .slice(0, longestSource);
  return { url: isWeb ? shown : null, source: words === "" ? "unknown" : words };
}

function withoutToken(text: string, token: string): string {
  if (token === "") return text;
  let rest = text;
  for (const form of [token, encodeURIComponent(token)]) rest = rest.replaceAll(form, "…");
  return rest;
}
