/** Clients that count every answer they receive, over connections that they keep alive and open anew when one breaks. */
import { Agent, request } from "node:http";

/**
 * Calls the processes in turn over `connections` connections until `stop`, by each of the methods in turn. `ports()` names where somebody listens at the
 * moment. What was sent without an answer coming back is `lost`: whether it was counted cannot be told from outside.
 */
export function openClients({ ports, connections, headers, path, methods = ["GET"], body, pauseMs = 0 }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const counts = { answers: 0, lost: 0, refused: 0, errors: {}, statuses: {}, latenciesMs: [] };
  let stopped = false;
  let turn = 0;

  async function client() {
    while (!stopped) {
      const open = ports();
      const port = open[turn % open.length];
      const method = methods[turn++ % methods.length];
      if (port === undefined) await pause(20);
      else await exchange(port, method);
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  async function exchange(port, method) {
    const startedMs = performance.now();
    const { status, error } = await send({ agent, port, path, headers, method, body });
    if (status) {
      counts.answers++;
      counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
      counts.latenciesMs.push(performance.now() - startedMs);
      return;
    }
    if (error.code === "ECONNREFUSED") counts.refused++;
    else counts.lost++;
    const reason = error.code ?? error.message;
    counts.errors[reason] = (counts.errors[reason] ?? 0) + 1;
    await pause(5);
  }

  const done = Promise.all(Array.from({ length: connections }, client));
  return {
    counts,
    /** How many were let through. */
    allowed: () => counts.statuses["200"] ?? 0,
    async stop() {
      stopped = true;
      await done;
      agent.destroy();
      return counts;
    },
  };
}

/** One request; `status` is there once the whole answer has arrived. */
export function send({ agent, port, path, headers = {}, method = "GET", body, timeoutMs = 30_000 }) {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, path, headers, method, agent, timeout: timeoutMs }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
      response.on("error", (error) => resolve({ error }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", (error) => resolve({ error }));
    sent.end(body);
  });
}

/** A call of the API with JSON both ways; rejects with the answer unless it succeeded, at once or after some 503s. */
export async function call(port, method, path, { token, body, headers = {} } = {}) {
  const once = () => callOnce(port, method, path, { token, body, headers });
  let answer = await once();
  for (let tries = 0; answer.status === 503 && tries < 20; tries++) {
    await pause(500);
    answer = await once();
  }
  if (answer.error) throw answer.error;
  if (answer.status >= 300)
    throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer.text === "" ? null : JSON.parse(answer.text);
}

function callOnce(port, method, path, { token, body, headers }) {
  return send({
    port,
    path,
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
