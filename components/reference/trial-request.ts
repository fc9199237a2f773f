import { isPathStep } from "@/lib/http/path-step";
import type { EntryError } from "./reference-entry";
import type { Trial, TrialField, TrialPlace } from "./trial";

/** What was typed: the fields by place and name, the body, and the credential. */
export type Typed = { fields: Readonly<Record<string, string>>; body: string; credential: string };

export function fieldKey({ place, name }: Pick<TrialField, "place" | "name">): string {
  return `${place} ${name}`;
}

/** What has to be mended before a request can be sent, by the name of the field; empty when it can. */
export function trialProblems({ fields, body }: Trial, typed: Typed): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = typed.fields[fieldKey(field)] ?? "";
    const problem = problemOf(field, value);
    if (problem) problems[fieldKey(field)] = problem;
  }
  if (body !== null && !isJson(typed.body)) problems.body = "This is not valid JSON.";
  // A header takes visible characters of ASCII alone; a browser would refuse the whole request without saying why.
  if (!/^[\x21-\x7e]*$/.test(typed.credential.trim())) problems.credential = "This is no key or token.";
  return problems;
}

/** A browser refuses some headers without saying why, and takes dots for a way up to another endpoint; half a character cannot be encoded. */
function problemOf({ place, name, required }: TrialField, value: string): string | null {
  if (required && value === "") return `Enter ${name}.`;
  if (place === "header" && !/^[\x20-\x7e]*$/.test(value)) return "A header takes letters, digits and signs of ASCII.";
  if (place === "path" && value !== "" && !isPathStep(value))
    return `No ${name} is dots alone or has half a character.`;
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The request as a browser sends it, to the server that the page is from, with this credential and no cookie. */
export function trialRequest({ method, path, fields, body }: Trial, typed: Typed): { url: string; init: RequestInit } {
  const given = (place: TrialPlace) =>
    fields
      .filter((field) => field.place === place)
      .map((field) => [field.name, typed.fields[fieldKey(field)] ?? ""] as const)
      .filter(([, value]) => value !== "");
  const filled = given("path").reduce(
    (rest, [name, value]) => rest.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(given("query").map(([name, value]) => [name, value])).toString();
  const credential = typed.credential.trim();
  const form = fields.some(({ place }) => place === "form");
  return {
    url: query === "" ? filled : `${filled}?${query}`,
    init: {
      method,
      headers: {
        ...Object.fromEntries(given("header")),
        ...(credential === "" ? {} : { authorization: `Bearer ${credential}` }),
        ...(body === null ? {} : { "content-type": "application/json" }),
      },
      ...(body === null ? {} : { body: typed.body }),
      ...(form ? { body: new URLSearchParams(given("form").map(([name, value]) => [name, value])) } : {}),
      credentials: "omit",
      cache: "no-store",
      redirect: "manual",
    },
  };
}

/** What an error of an endpoint means. */
export type CodeMeaning = Pick<EntryError, "status" | "code" | "meaning">;

/** What came back: a status, how long it took, what it says of limits and the body, or why nothing came. */
export type Outcome =
  | {
      kind: "answer";
      status: number;
      ms: number;
      headers: readonly (readonly [string, string])[];
      body: string;
      code: string | null;
    }
  | { kind: "redirect"; ms: number }
  | { kind: "failure" };

/** Headers that are shown of an answer, in this order. */
const toldHeaders = [
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-ratelimit-policy",
  "ratelimit-policy",
  "ratelimit",
  "retry-after",
  "www-authenticate",
  "location",
  "etag",
  "content-type",
  "x-request-id",
];

/** A page shows so many characters of a body. */
const mostCharacters = 100_000;

/** Sends the request and reads what comes back; a lost connection is an outcome too. */
export async function sendTrial({ url, init }: { url: string; init: RequestInit }): Promise<Outcome> {
  const begunMs = performance.now();
  try {
    const response = await fetch(url, init);
    const ms = Math.round(performance.now() - begunMs);
    // The browser keeps to itself where a redirect leads.
    if (response.type === "opaqueredirect") return { kind: "redirect", ms };
    const text = await response.text();
    const headers = toldHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return { kind: "answer", status: response.status, ms, headers, ...shownBody(text) };
  } catch {
    return { kind: "failure" };
  }
}

function shownBody(text: string): { body: string; code: string | null } {
  const shown = (body: string) =>
    body.length > mostCharacters
      ? `${body.slice(0, mostCharacters)}\n… ${body.length - mostCharacters} more characters`
      : body;
  try {
    const parsed: unknown = JSON.parse(text);
    return { body: shown(JSON.stringify(parsed, null, 2)), code: codeIn(parsed) };
  } catch {
    return { body: shown(text), code: null };
  }
}

/** The code of an error in each of the envelopes. */
function codeIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const { error, errors } = body as { error?: unknown; errors?: unknown };
  const [first]: unknown[] = Array.isArray(errors) ? errors : [error];
  if (typeof first === "string") return first;
  const code = typeof first === "object" && first !== null ? Reflect.get(first, "code") : null;
  return typeof code === "string" ? code : null;
}
