import "server-only";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type NextAuthOptions } from "next-auth";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { defaultExport } from "@/lib/platform/default-export";
import { underCurrentSecret } from "./former-cookies";
import { secondFactorWord } from "./second-step-path";
import { signInRefusals } from "./sign-in-contract";

export type NextAuthCall = {
  method: "GET" | "POST";
  /** What next-auth reads from the path after `/api/auth/`. */
  action: string[];
  /** The browser's cookies, or those that we vouch for in their place. */
  cookies: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, string>;
};

export type NextAuthAnswer = {
  status: number;
  /** `Set-Cookie` headers. */
  cookies: string[];
  /** Names in lower case, each once. */
  headers: Record<string, string>;
  /** Where it would lead the browser. */
  location: string | null;
  body: unknown;
};

/**
 * Calls next-auth with a request of our making. Its handler for route files takes the request from Next itself, which
 * lets only a form of a page start an OAuth flow. So this is its other handler, with the least of a response.
 */
export async function callNextAuth(options: NextAuthOptions, call: NextAuthCall): Promise<NextAuthAnswer> {
  const answer: NextAuthAnswer = { status: 200, cookies: [], headers: {}, location: null, body: null };
  const request = {
    method: call.method,
    headers: {}, // It would read proxies' headers from them, which is the edge's to do.
    cookies: withReadableTarget(await underCurrentSecret(call.cookies)),
    query: { ...withReadableTarget(call.query ?? {}), nextauth: call.action },
    body: withReadableTarget(call.body ?? {}),
  };
  const response = {
    status(code: number) {
      answer.status = code;
      return response;
    },
    getHeader: (name: string) => (name === "Set-Cookie" ? answer.cookies : undefined),
    setHeader(name: string, value: string | string[]) {
      if (name === "Set-Cookie") answer.cookies = [value].flat();
      else if (name === "Location") answer.location = String(value);
      else answer.headers[name.toLowerCase()] = String(value);
      return response;
    },
    json(body: unknown) {
      answer.body = body;
    },
    send(body: unknown) {
      answer.body = body ?? null;
    },
    end: () => undefined,
  };
  // Of Next's requests and answers next-auth uses no more than this.
  await defaultExport(NextAuth)(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  return answer;
}

/**
 * The answer as an endpoint gives it. A refused sign-in keeps the address that next-auth's clients look for beside our
 * envelope. Other errors are thrown, to be answered in the envelope alone.
 */
export function nextAuthAnswer({ status, cookies, headers, location, body }: NextAuthAnswer): Answer {
  if (status >= 500) throw new Error(`next-auth answered ${status}`);
  if (status >= 400 && status !== 401) throw new ApiError("validation");
  const isText = body === null || typeof body === "string";
  const shown = status === 401 ? { ...(isText ? {} : body), error: refusedSignIn(body) } : body;
  const all: Record<string, string> = { ...headers };
  if (!isText || status === 401) all["content-type"] = "application/json";
  if (location !== null) all.location = location;
  return new Answer(
    status,
    all,
    typeof shown === "string" ? shown : shown === null ? "" : JSON.stringify(shown),
    cookies,
  );
}

/** What the nested envelope says: why a right password is not enough, where the address tells a word of ours, or that it is wrong. */
function refusedSignIn(body: NextAuthAnswer["body"]) {
  const url = typeof body === "object" && body && "url" in body ? String(body.url) : "";
  const word = /[?&]error=(\w+)/.exec(url)?.[1] ?? "";
  if (word === secondFactorWord) return { code: "MFA_REQUIRED", message: new ApiError("mfa_required").message };
  const message = Object.entries(signInRefusals).find(([code]) => code === word)?.[1];
  return { code: "UNAUTHORIZED", message: message ?? new ApiError("wrong_login").message };
}

/**
 * Leaves out where a client says that next-auth should lead it, unless it is a page of this site. next-auth fails on
 * addresses that it cannot read. It remembers them in a cookie that would fail every later sign-in of the browser.
 */
function withReadableTarget(values: Record<string, string>): Record<string, string> {
  const kept = Object.entries(values).filter(([name, value]) => !/callback-?url$/i.test(name) || isOwnPage(value));
  return Object.assign(Object.create(null), Object.fromEntries(kept));
}

function isOwnPage(value: string): boolean {
  const { origin } = new URL(runtime().settings.publicUrl);
  return (
    /^(\/(?![/\\])|https?:\/\/)/.test(value) && URL.canParse(value, origin) && new URL(value, origin).origin === origin
  );
}

/** The cookies of a `Cookie` header, as next-auth takes them. */
export function cookiesOf(header: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0) cookies[pair.slice(0, at).trim()] ??= decoded(pair.slice(at + 1).trim());
  }
  return cookies;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
