import "server-only";
import type { ServerResponse } from "node:http";

/**
 * Lets another answer take the place of one that begins with status 500. `instead` is asked when it begins, and null leaves
 * it as it is. What was to be written in its place goes nowhere.
 */
export function replaceFailure(response: ServerResponse, instead: () => (() => void) | null): void {
  const { writeHead, write, end, flushHeaders } = response;
  let isReplaced = false;

  function replaces(status: number): boolean {
    const answer = isReplaced || response.headersSent || status !== 500 ? null : instead();
    if (!answer) return isReplaced;
    isReplaced = true;
    Object.assign(response, { writeHead, write, end, flushHeaders });
    for (const name of response.getHeaderNames()) if (name !== "x-request-id") response.removeHeader(name);
    answer();
    Object.assign(response, watched);
    return true;
  }

  const watched = {
    writeHead: (status: number, ...more: unknown[]) =>
      replaces(status) ? response : Reflect.apply(writeHead, response, [status, ...more]),
    flushHeaders: () => {
      if (!replaces(response.statusCode)) Reflect.apply(flushHeaders, response, []);
    },
    write: (...given: unknown[]) => replaces(response.statusCode) || Reflect.apply(write, response, given),
    end: (...given: unknown[]) => {
      if (!replaces(response.statusCode)) return Reflect.apply(end, response, given);
      const last = given.at(-1);
      if (typeof last === "function") last();
      return response;
    },
  };
  Object.assign(response, watched);
}
