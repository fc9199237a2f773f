import { afterEach, vi } from "vitest";

/** A request that a component made, as the server would have read it. */
export type MadeCall = { method: string; path: string; headers: Headers; body: unknown };
/** What the network gives back: an answer, one that breaks off in the middle, or nothing when the connection is lost. */
export type Answer =
  | { status: number; body?: unknown; headers?: Record<string, string>; cutOff?: true }
  | "connection lost";

/**
 * Stands for the network of a rendered component: every call is recorded and answered by `answer`, which may wait.
 * `path` holds the query too. Ends with the test.
 */
export function answerCalls(answer: (call: MadeCall) => Answer | Promise<Answer>): MadeCall[] {
  const made: MadeCall[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const { pathname, search } = new URL(input, window.location.href);
    const call = {
      method: init.method ?? "GET",
      path: pathname + search,
      headers: new Headers(init.headers ?? {}),
      body: bodyOf(init.body),
    };
    made.push(call);
    const given = await answer(call);
    if (given === "connection lost") throw new TypeError("fetch failed");
    const { status, body, headers = {}, cutOff } = given;
    if (cutOff) return new Response("{", { status, headers });
    return body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
  });
  return made;
}

function bodyOf(body: RequestInit["body"]): unknown {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return typeof body === "string" ? JSON.parse(body) : undefined;
}

afterEach(() => vi.unstubAllGlobals());
