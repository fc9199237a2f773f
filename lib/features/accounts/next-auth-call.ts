import "server-only";
import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type NextAuthOptions } from "next-auth";

export type NextAuthCall = {
  method: "GET" | "POST";
  /** What next-auth reads from the path after `/api/auth/`. */
  action: string[];
  headers: Headers;
  /** The browser's cookies, where it is not they that are to be believed. */
  cookies?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, string>;
};

export type NextAuthAnswer = {
  status: number;
  /** `Set-Cookie` headers. */
  cookies: string[];
  headers: Record<string, string>;
  /** Where it would lead the browser. */
  location: string | null;
  body: unknown;
};

/**
 * Calls next-auth with a request of our making. Its handler for route files takes the request from Next itself, which
 * lets nobody start an OAuth flow but a form of a page, so this is its other one, with the least of a response.
 */
export async function callNextAuth(options: NextAuthOptions, call: NextAuthCall): Promise<NextAuthAnswer> {
  const answer: NextAuthAnswer = { status: 200, cookies: [], headers: {}, location: null, body: null };
  const request = {
    method: call.method,
    headers: Object.fromEntries(call.headers),
    cookies: call.cookies ?? cookiesOf(call.headers.get("cookie")),
    query: { ...call.query, nextauth: call.action },
    body: call.body ?? {},
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
      else answer.headers[name] = String(value);
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
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options);
  return answer;
}

/** The answer as a route handler gives it. */
export function nextAuthResponse({ status, cookies, headers, location, body }: NextAuthAnswer): Response {
  const isText = body === null || typeof body === "string";
  const response = new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { ...(isText ? {} : { "content-type": "application/json" }), ...headers },
  });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  if (location !== null) response.headers.set("location", location);
  return response;
}

function cookiesOf(header: string | null): Record<string, string> {
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
