import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@/scripts/free-port.mjs";
import { accepting, type TlsPostgres } from "./tls-postgres";

/** Debian's PgBouncer, in transaction mode, on the IPv6 loopback address, with TLS on both sides. */
export type PgBouncer = {
  port: number;
  url(parameters: Record<string, string>, database?: string): string;
  /** Its last words, where it ended by itself; null while it runs. */
  ended(): string | null;
  stop(): Promise<void>;
};

/** Starts it in front of a PostgreSQL; its certificate is that server's own. */
export async function startPgBouncer(server: TlsPostgres): Promise<PgBouncer> {
  const port = await freePort();
  const file = join(server.room, "pgbouncer.ini");
  // Run by root it becomes another user before it reads this one, which PostgreSQL wants nobody else to read.
  const key = join(server.room, "pgbouncer.key");
  await copyFile(server.key, key);
  await chmod(key, 0o644);
  const settings = {
    listen_addr: "::1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: "transaction",
    max_client_conn: 200,
    default_pool_size: 10,
    client_tls_sslmode: "require",
    client_tls_key_file: key,
    client_tls_cert_file: server.certificate,
    server_tls_sslmode: "verify-full",
    server_tls_ca_file: server.authority,
    ...(process.getuid?.() === 0 ? { user: "nobody" } : {}),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const databases = `* = host=localhost port=${server.port} user=latchkey`;
  await writeFile(file, ["[databases]", databases, "[pgbouncer]", ...lines, ""].join("\n"));
  const child = spawn("/usr/sbin/pgbouncer", [file], { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = Promise.race([once(child, "exit"), once(child, "error")]);
  const failed = ended.then(([reason]) => {
    throw new Error(`PgBouncer, which tests of connection poolers need, ended with ${reason}: ${output}`);
  });
  failed.catch(() => undefined); // its end is what `stop` waits for
  await Promise.race([accepting(port), failed]);
  return {
    port,
    url: (parameters, database = "latchkey") =>
      `postgres://latchkey@[::1]:${port}/${database}?${new URLSearchParams(parameters)}`,
    ended: () => (child.exitCode === null && child.signalCode === null ? null : output.slice(-2_000)),
    async stop() {
      child.kill("SIGINT");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
