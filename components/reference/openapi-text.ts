import { withoutUnseen } from "@/lib/platform/unseen-signs";

/** The longest text that is taken from a document of somebody else's. */
const mostText = 2_000;

/** A link of Markdown. Its parts share no sign and are bounded, so that no text makes this search long. */
const link = /!?\[([^[\]\n]{0,300})\]\(([^()\s]{0,500}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:\s[^)\n]{0,300})?\)/g;

/**
 * A text of an OpenAPI document as plain words on one line: links keep their words, and their address where it is one
 * of the web. Null where there is none. What shows it escapes it like any text.
 */
export function plainText(value: unknown, most = mostText): string | null {
  if (typeof value !== "string") return null;
  // Cut first: what follows takes its time with a text, and somebody else wrote this one.
  const words = withoutUnseen(value.slice(0, most * 4), "")
    .slice(0, most * 2)
    .replaceAll(link, (_, label: string, address: string) =>
      /^(https?:\/\/|mailto:)/i.test(address) ? `${label} (${address})` : label,
    )
    .replaceAll(/^\s{0,3}(#{1,6}|>)\s+/gm, "")
    .replaceAll(/[\p{Cc}\p{Z}]+/gu, " ")
    .replaceAll(/(\*\*|__)(\S.*?)\1/g, "$2")
    .trim();
  if (words === "") return null;
  return words.length > most ? `${words.slice(0, most)}…` : words;
}
