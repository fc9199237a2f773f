import { errorOf } from "./error";

/** Where a deployment is, who asks it, and how long an answer may take, in milliseconds. */
type Reached = { baseUrl: string; apiKey: string; timeoutMs?: number; fetch?: typeof fetch };

export type Sent = [method: "POST" | "DELETE", path: string, body?: object];

/** Sends one request to the deployment; rejects with what it says against it. */
export async function reach(options: Reached, ...[method, path, body]: Sent): Promise<Response> {
  const { baseUrl, apiKey, timeoutMs = 2_000 } = options;
  const send = options.fetch ?? fetch;
  const content = body && { "content-type": "application/json" };
  const response = await send(`${baseUrl.replace(/\/$/, "")}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...content, accept: "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}
