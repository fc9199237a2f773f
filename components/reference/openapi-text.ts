import { withoutUnseen } from "@/lib/platform/unseen-signs";

/** The longest text that is taken from a document of somebody else's. */
const mostText = 2_000;

/**
 * A text of an OpenAPI document as plain words on one line: links keep their words, and their address where it is one of the
 * web. Null where there is none. Whoever shows it escapes it like any text.
 */
export function plainText(value: unknown, most = mostText): string | null {
  if (typeof value !== "string") return null;
  const words = withoutUnseen(value, "")
    .slice(0, most * 2)
    .replaceAll(/!?\[([^\]\n]*)\]\(((?:[^()\s]|\([^()\s]*\))*)[^)\n]*\)/g, (_, label: string, address: string) =>
      /^(https?:\/\/|mailto:)/i.test(address) ? `${label} (${address})` : label,
    )
    .replaceAll(/^\s{0,3}(#{1,6}|>)\s+/gm, "")
    .replaceAll(/[\p{Cc}\p{Z}]+/gu, " ")
    .replaceAll(/(\*\*|__)(\S.*?)\1/g, "$2")
    .trim();
  if (words === "") return null;
  return words.length > most ? `${words.slice(0, most)}…` : words;
}
