/** Real proxies with the recipes of this repository as they stand there, but for ports, hosts' names and certificates. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What of a recipe is another here: each is there exactly once. */
export type Edits = readonly (readonly [written: string, here: string])[];

/** The recipe with these edits; throws for one that does not fit it. */
export async function renderRecipe(file: string, edits: Edits): Promise<string> {
  return edits.reduce(replaceOnce, await readFile(file, "utf8"));
}

function replaceOnce(text: string, [what, by]: Edits[number]): string {
  const parts = text.split(what);
  if (parts.length !== 2) throw new Error(`the recipe names ${what} ${parts.length - 1} times, not once`);
  return parts.join(by);
}

type Launch = {
  binary: string;
  debianPackage: string;
  args: readonly string[];
  /** Where it must accept connections. */
  ports: readonly number[];
  env?: Record<string, string>;
};

/** Starts a proxy and resolves once it listens; rejects with what it said where it ends before. */
export async function launchProxy({
  binary,
  debianPackage,
  args,
  ports,
  env = {},
}: Launch): Promise<() => Promise<void>> {
  if (!existsSync(binary)) {
    throw new Error(`there is no ${binary}: these tests prove a recipe with it; apt-get install ${debianPackage}`);
  }
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  await Promise.race([
    Promise.all(ports.map(listening)),
    ended.then(([code]) => Promise.reject(new Error(`${binary} ended with ${code}: ${said}`))),
  ]);
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
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

/** A folder for a proxy's files, and its end. */
export async function openProxyRoom(name: string): Promise<{ room: string; close(): Promise<void> }> {
  const room = await mkdtemp(join(tmpdir(), `latchkey-${name}-`));
  return { room, close: () => rm(room, { recursive: true, force: true }) };
}

/** A certificate for the hosts of the recipes, as files and as what clients trust. */
export type Certificate = { file: string; keyFile: string; pem: string; remove(): Promise<void> };

export async function makeCertificate(hosts: readonly string[]): Promise<Certificate> {
  const { room, close } = await openProxyRoom("certificate");
  const [file, keyFile] = [join(room, "certificate.pem"), join(room, "key.pem")];
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  const subject = ["-subj", "/CN=recipes", "-addext", `subjectAltName=${names}`, "-days", "1", "-out", file];
  await promisify(execFile)("openssl", ["req", "-x509", ...key, ...subject]);
  return { file, keyFile, pem: await readFile(file, "utf8"), remove: close };
}

/** Writes a certificate and its key into one file, as HAProxy reads them. */
export async function writeBundle({ pem, keyFile }: Certificate, file: string): Promise<void> {
  await writeFile(file, pem + (await readFile(keyFile, "utf8")), { mode: 0o600 });
}
