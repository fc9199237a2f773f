/**
 * `node scripts/prove-release.mjs`: runs the release in a bare Debian, as a container would. Its root is made by debootstrap
 * and read-only, holds Node and the release and nothing else of ours, and the server is PID 1 and another user there.
 * Needs root, debootstrap and a mirror; takes about two minutes, so that `npm test` has no part of it.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensurePackage } from "./ensure-package.mjs";
import { freePort } from "./free-port.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const tell = (line) => console.error(line);
const user = 65_534;
const room = await mkdtemp(join(tmpdir(), "latchkey-bare-"));
const root = join(room, "root");
const data = join(room, "data");

/** Lays the read-only root, the volume and what a container has of devices; then the server takes the shell's place. */
const script = `
mount --make-rprivate /
mount --bind "$1" "$1"
mount --bind "$2" "$1/data"
mount -t tmpfs tmpfs "$1/tmp"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/dev"
for device in null zero random urandom; do touch "$1/dev/$device"; mount --bind "/dev/$device" "$1/dev/$device"; done
mkdir -m 1777 "$1/dev/shm"
mount -o remount,bind,ro "$1"
exec chroot --userspec=${user}:${user} "$1" /usr/bin/env -i PORT="$PORT" NODE_ENV=production LATCHKEY_DATA_DIR=/data \\
  PATH=/usr/local/bin:/usr/bin:/bin node /opt/latchkey/scripts/start.mjs
`;

try {
  await ensurePackage("debootstrap", { isThere: () => existsSync("/usr/sbin/debootstrap"), progress: tell });
  tell("Making a bare Debian …");
  execFileSync("debootstrap", ["--variant=minbase", "stable", root], { stdio: ["ignore", "ignore", "inherit"] });
  tell("Making the release …");
  const made = execFileSync(process.execPath, ["scripts/package.mjs"], { encoding: "utf8" });
  const release = join(root, "opt", "latchkey");
  await mkdir(release, { recursive: true });
  execFileSync("tar", ["--extract", "--strip-components=1", "--directory", release, "--file", made.split(" ")[0]]);
  await cp(process.execPath, join(root, "usr", "local", "bin", "node"));
  await mkdir(join(root, "data"));
  await mkdir(data);
  await chown(data, user, user);
  await chmod(room, 0o711);
  for (const title of ["a new database", "a database that is migrated"]) {
    const { readyMs, stopMs } = await runOnce();
    console.log(`On ${title}: ready after ${readyMs} ms, stopped in order after ${stopMs} ms.`);
  }
  const version = (await readFile(join(root, "etc", "debian_version"), "utf8")).trim();
  console.log(`The release runs in a bare Debian ${version} with Node ${process.version}.`);
} finally {
  await rm(room, { recursive: true, force: true });
}

/** Starts the server, registers a user, and ends it; throws with all that it printed where one of these fails. */
async function runOnce() {
  const port = await freePort();
  const begunMs = performance.now();
  // The namespaces end with the server, and with them the mounts.
  const child = spawn(
    "unshare",
    ["--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", script, "sh", root, data],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, PORT: String(port) },
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
  const exited = once(child, "exit");
  const fail = (what) => {
    child.kill("SIGKILL");
    throw new Error(`${what}:\n${output}`);
  };
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || performance.now() - begunMs > 60_000) fail("It was not ready within a minute");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const readyMs = Math.round(performance.now() - begunMs);
  const registered = await fetch(`${url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `user-${port}@example.test`, password: "correct horse battery staple" }),
  });
  if (registered.status !== 201) fail(`Registering was answered ${registered.status}`);
  for (const path of ["/", "/sign-in", "/docs"]) {
    const { status } = await fetch(`${url}${path}`);
    if (status !== 200) fail(`${path} was answered ${status}`);
  }
  const stopBegunMs = performance.now();
  const [server] = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")).trim().split(" ");
  process.kill(Number(server), "SIGTERM");
  const [code] = await exited;
  if (code !== 0) fail(`It ended with ${code}`);
  return { readyMs, stopMs: Math.round(performance.now() - stopBegunMs) };
}
