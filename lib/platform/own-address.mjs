import { connect, createServer } from "node:net";
import { platform } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

/** A port of this machine that nobody answers on after so long is taken for free. */
const answerWithinMs = 1_000;
/** An address of every Linux machine's loopback on which no proxy looks for us. */
const unknownAddress = "127.254.254.254";
const usualPort = 3000;
/** A process that was just told to stop may be too busy to leave its port at once. */
const usualPatienceMs = 5_000;
const pauseMs = 50;

/** What the operator is told, behind the setting's name, of a port that another program has. */
export function portInUse(port) {
  return `${port} is in use; stop what uses it, or set it to another`;
}

/** What the operator is told, behind the setting's name, of a port that the system keeps from this user. */
export function portForbidden(port) {
  return `${port} may not be used by this user; set it to another`;
}

/**
 * What keeps this machine and user from listening where the settings say. It needs no package, so that a fresh clone tells
 * it before anything is installed; a value that is no port is left to the check of all settings.
 */
export async function addressProblems(
  { PORT, HOST, METRICS_PORT, METRICS_HOST },
  { patienceMs = usualPatienceMs } = {},
) {
  const port = portIn(PORT || String(usualPort));
  const metricsPort = portIn(METRICS_PORT);
  const problems = [
    HOST && (await foreignHost("HOST", HOST)),
    metricsPort !== undefined && METRICS_HOST && (await foreignHost("METRICS_HOST", METRICS_HOST)),
    port !== undefined && (await forbiddenPort("PORT", port)),
    metricsPort !== undefined && (await forbiddenPort("METRICS_PORT", metricsPort)),
    // A process that stops keeps the metrics' port to its end, and the next one waits for that: it is asked of the product's alone.
    port && (await usedPort("PORT", port, HOST, patienceMs)),
  ];
  return problems.filter(Boolean);
}

function portIn(text) {
  return /^\d{1,5}$/.test(text ?? "") && Number(text) <= 65_535 ? Number(text) : undefined;
}

/** Listens for a moment on a port of nobody's. */
async function foreignHost(name, host) {
  const code = await listenForAMoment({ port: 0, host });
  return code && { name, message: `${host} is no address of this machine; set it to one that is, or leave it out` };
}

/**
 * Linux keeps ports below 1024 from users. It listens for a moment where no proxy looks; a system without that address tells
 * when the server listens.
 */
async function forbiddenPort(name, port) {
  if (platform() !== "linux") return undefined;
  const code = await listenForAMoment({ port, host: unknownAddress });
  return code === "EACCES" && { name, message: portForbidden(port) };
}

/**
 * It asks and does not listen: a proxy in front would send requests to a listener that is there for a moment, and they
 * would be lost.
 */
async function usedPort(name, port, host, patienceMs) {
  const addresses = host ? [host] : ["127.0.0.1", "::1"];
  const giveUpMs = performance.now() + patienceMs;
  for (;;) {
    const answers = await Promise.all(addresses.map((address) => isAnswered(port, address)));
    if (!answers.includes(true)) return undefined;
    if (performance.now() >= giveUpMs) return { name, message: portInUse(port) };
    await wait(pauseMs);
  }
}

/** The code of what kept it from listening; undefined where nothing did. */
function listenForAMoment(where) {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", ({ code }) => resolve(code ?? "refused"));
    probe.listen(where, () => probe.close(() => resolve(undefined)));
  });
}

function isAnswered(port, host) {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const end = (answered) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(answerWithinMs, () => end(false));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}
