import { callApi } from "./call-api";

/** A `fetch` whose network is this process's own gate and routes; `asked` is told of each request. */
export function ownFetch(asked: (body: { key?: string; cost?: number }) => void = () => undefined): typeof fetch {
  return async (input, init) => {
    const { pathname, search } = new URL(String(input));
    const body = init?.body as string | undefined;
    asked(JSON.parse(body ?? "{}"));
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await callApi(`${init?.method ?? "GET"} ${pathname}${search}`, { headers, body });
    return new Response(answer.text || null, { status: answer.status, headers: answer.headers });
  };
}
