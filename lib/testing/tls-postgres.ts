import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { findPostgresBinaries, postgresEnvironment } from "@/lib/platform/postgres-binaries";
import { databaseName, ensureCluster } from "@/lib/platform/postgres-cluster";
import { freePort } from "@/scripts/free-port.mjs";
import { makeAuthority, makeCertificate } from "./certificates";

/** A real PostgreSQL that is reached over TCP, by IPv4 and IPv6, and by TLS alone. */
export type TlsPostgres = {
  port: number;
  /** A folder that everybody may read, for what a test needs beside it. */
  room: string;
  /** The file of the authority that signed its certificate, and that of another one. */
  authority: string;
  stranger: string;
  key: string;
  certificate: string;
  /** Its address with these query parameters; by the name that its certificate is for, unless another host is given. */
  url(parameters?: Record<string, string>, host?: string): string;
  stop(): Promise<void>;
};

/** Starts one; its certificate is for `localhost` and `::1`, and for 127.0.0.1 it is not. */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const room = await mkdtemp(join(tmpdir(), "latchkey-tls-"));
  await chmod(room, 0o755);
  const cluster = join(room, "postgres");
  const binaries = await findPostgresBinaries(room);
  await ensureCluster(cluster, binaries, () => undefined);
  const authority = await makeAuthority(room, "authority");
  const stranger = await makeAuthority(room, "stranger");
  const { key, certificate } = await makeCertificate(room, "authority", ["DNS:localhost", "IP:::1"]);
  await chmod(key, 0o600);
  if (binaries.owner) await chown(key, binaries.owner.uid, binaries.owner.gid);
  await writeFile(join(cluster, "pg_hba.conf"), "hostssl all all ::1/128 trust\nhostssl all all 127.0.0.1/32 trust\n");
  const port = await freePort();
  const settings = {
    listen_addresses: "::1,127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: certificate,
    ssl_key_file: key,
    fsync: "off",
    max_connections: "100",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, uid, gid } = binaries.command("postgres", ["-D", cluster, ...flags]);
  const child = spawn(file, args, {
    cwd: "/",
    uid,
    gid,
    stdio: ["ignore", "ignore", "pipe"],
    env: postgresEnvironment,
  });
  const ended = once(child, "exit");
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const failed = ended.then(() => {
    throw new Error(`PostgreSQL did not start: ${output}`);
  });
  failed.catch(() => undefined); // its end is what `stop` waits for
  await Promise.race([started(port, authority), failed]);
  return {
    port,
    room,
    authority,
    stranger,
    key,
    certificate,
    url: (parameters = {}, host = "localhost") =>
      `postgres://${databaseName}@${host}:${port}/${databaseName}?${new URLSearchParams(parameters)}`,
    async stop() {
      child.kill("SIGINT");
      await ended;
      await rm(room, { recursive: true, force: true });
    },
  };
}

/** Resolves once PostgreSQL lets somebody in; it listens before it has started, and answers 57P03 so long. */
async function started(port: number, authority: string): Promise<void> {
  await accepting(port);
  for (;;) {
    const ssl = { ca: await readFile(authority), servername: "localhost" };
    const client = new pg.Client({ host: "::1", port, user: databaseName, database: databaseName, ssl });
    const outcome = await client.connect().then(
      () => null,
      (error) => error,
    );
    await client.end();
    if (outcome === null) return;
    if (outcome.code !== "57P03") throw outcome;
    await wait(20);
  }
}

/** Resolves once a server listens on the port of the IPv6 loopback address. */
export async function accepting(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "::1");
    const opened = await Promise.race([once(socket, "connect"), once(socket, "error")]).then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (opened) return;
    await wait(20);
  }
}
