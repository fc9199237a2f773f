import { diskWords } from "./disk-words.mjs";

const longestChain = 3;
const mostFrames = 10;

/**
 * What the log says of anything thrown: its message, its stack with those of its causes, its code, and what to do
 * where a disk refused something. Credentials in the texts are masked; the log bounds their lengths. For logs only, never
 * for a response.
 */
export function errorFields(error) {
  const chain = chainOf(error);
  const [, ...causes] = chain;
  const stack = chain.map(framesOf).filter(Boolean).join("\nCaused by\n");
  const code = chain.map(codeOf).find(Boolean);
  const hint = diskWords(error);
  return {
    error: errorText(error),
    ...(causes.length > 0 ? { cause: causes.map(errorText).join("; ") } : {}),
    ...(code ? { code } : {}),
    ...(hint ? { hint } : {}),
    ...(stack ? { stack } : {}),
  };
}

/** The message of anything thrown, without its stack and with credentials masked. */
export function errorText(error) {
  return withoutSecrets(messageOf(error));
}

/** Masks credentials. Texts of libraries may quote what they were given: a URL with its password, a header, a key. */
export function withoutSecrets(text) {
  return text
    .replaceAll(/\/\/[^\s/]*@/g, "//…@")
    .replaceAll(/\b(bearer|basic|dpop)\s+[\w.~+/=-]{8,}/gi, "$1 …")
    .replaceAll(/\beyJ[\w-]+\.[\w-]*(\.[\w-]*)*/g, "…")
    .replaceAll(/[A-Za-z0-9]{28,}/g, (word) => (/\d/.test(word) ? "…" : word));
}

function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  // A connection that failed at several addresses has a message for each and none of its own.
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [];
  return error.message || parts.join("; ") || error.name;
}

function chainOf(error) {
  const chain = [error];
  let last = error;
  while (last instanceof Error && last.cause !== undefined && chain.length < longestChain) {
    last = last.cause;
    chain.push(last);
  }
  return chain;
}

/** The frames alone: the text above them repeats the message, which may run over many lines. */
function framesOf(error) {
  if (!(error instanceof Error)) return "";
  const stack = error.stack ?? "";
  const from = error.message ? stack.indexOf(error.message) + error.message.length : 0;
  const frames = stack.slice(from).split("\n");
  return frames
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, mostFrames)
    .join("\n");
}

function codeOf(error) {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? withoutSecrets(code) : null;
}
