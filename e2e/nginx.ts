import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/scripts/free-port.mjs";

const binary = "/usr/sbin/nginx";

/** Something that can be stopped; `port` is where it listens on 127.0.0.1. */
export type Running = { port: number; stop(): Promise<void> };

/** A real nginx with a recipe of the docs as it stands there; `ports` says which port of the recipe is which one here. */
export async function startNginx(recipeFile: string, ports: Readonly<Record<string, number>>): Promise<Running> {
  if (!existsSync(binary)) {
    throw new Error(
      `there is no ${binary}: these tests prove the recipe with a real nginx; apt-get install nginx-light`,
    );
  }
  const room = await mkdtemp(join(tmpdir(), "latchkey-nginx-"));
  const port = await freePort();
  const recipe = await readFile(recipeFile, "utf8");
  const rendered = Object.entries({ ...ports, "8080": port }).reduce(
    (text, [written, here]) => replaceOnce(text, `127.0.0.1:${written}`, `127.0.0.1:${here}`),
    recipe,
  );
  await writeFile(join(room, "recipe.conf"), rendered);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${room};`);
  const http = ["access_log off;", ...temporary, `include ${room}/recipe.conf;`].join("\n");
  const main = ["daemon off;", "master_process off;", `pid ${room}/nginx.pid;`, "events {}"];
  await writeFile(join(room, "nginx.conf"), `${main.join("\n")}\nhttp {\n${http}\n}\n`);
  const child = spawn(binary, ["-c", join(room, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ended = once(child, "exit");
  await Promise.race([
    listening(port),
    ended.then(([code]) => Promise.reject(new Error(`nginx ended with ${code}: ${said}`))),
  ]);
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await rm(room, { recursive: true, force: true });
    },
  };
}

function replaceOnce(text: string, what: string, by: string): string {
  const parts = text.split(what);
  if (parts.length !== 2) throw new Error(`the recipe names ${what} ${parts.length - 1} times, not once`);
  return parts.join(by);
}

/** Resolves when something accepts connections there. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const opened = await Promise.race([once(socket, "connect"), once(socket, "error")]).then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (opened) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An HTTP server on a free port. */
export async function startServer(handle: RequestListener): Promise<Running> {
  const server = createServer(handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What reached the guarded service. */
export type Reached = { method: string; url: string; headers: IncomingHttpHeaders; bytes: number };

/** A small service that remembers what reached it. */
export async function startGuardedService(): Promise<Running & { reached: Reached[] }> {
  const reached: Reached[] = [];
  const running = await startServer(async (request: IncomingMessage, response) => {
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    reached.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, bytes });
    response.end("served");
  });
  return { ...running, reached };
}
