/** RFC 5321's dot-atom before the `@`; after it a domain in its ASCII form (RFC 5890), whose last label is no number. */
export const canonicalEmailPattern =
  /^(?=.{1,64}@)(?=.{1,254}$)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@([a-z\d]([a-z\d-]*[a-z\d])?\.)+([a-z]{2,}|xn--[a-z\d-]*[a-z\d])$/;

/**
 * The one form in which an address is compared and stored: ASCII letters before the `@` in lower case, the domain in its
 * ASCII form. Before the `@` no letter of another script is folded: U+212A is no k, and its owner somebody else. Null
 * for what is no address of the kind that is taken here.
 */
export function canonicalEmail(text: string): string | null {
  const folded = foldedEmail(text);
  return canonicalEmailPattern.test(folded) ? folded : null;
}

/** A domain that addresses may have, in the one form in which it is compared and stored; null for what is none. */
export function canonicalDomain(text: string): string | null {
  return domainOf(canonicalEmail(`x@${text.trim()}`) ?? "");
}

/** The domain of an address in its one form; null for a text without one. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf("@");
  return at < 0 ? null : email.slice(at + 1);
}

/** The same folding of any text, for comparing what was stored or typed; what has no readable domain keeps it. */
export function foldedEmail(text: string): string {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  if (at < 0) return asciiLowerCase(trimmed);
  const domain = trimmed.slice(at + 1);
  return `${asciiLowerCase(trimmed.slice(0, at))}@${asciiDomain(domain) ?? domain}`;
}

/** Only letters, marks, digits, hyphens, joiners and dots: the URL parser would read more, such as ports and percents. */
const readable = /^(?:[\p{L}\p{M}\p{N}.\-\u200c\u00b7\u30fb\u3002\uff0e\uff61]|\u200d){1,253}$/u;

/** A domain in its ASCII form (UTS 46), as browsers and Node alike compute it; null when it has none. */
function asciiDomain(domain: string): string | null {
  if (!readable.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const { hostname } = new URL(`http://${domain}`);
  return hostname;
}

function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
