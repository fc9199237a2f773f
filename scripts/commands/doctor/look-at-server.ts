import { isLoopback } from "@/lib/platform/loopback";
import { readRelease } from "@/lib/platform/release";
import { codeOf, type Finding, fails, type Look, warns, wordsOf, works } from "./finding";

const answerMs = 5_000;

type Version = { name?: unknown; version?: unknown; build?: unknown };
type Readiness = { status?: unknown; parts?: Record<string, string> };

/** The server of these settings: whether it runs, is ready and of this build, and whether PUBLIC_URL leads to it. */
export const lookAtServer: Look = async ({ given }) => {
  const host = !given.HOST || /^(0\.0\.0\.0|::)$/.test(given.HOST) ? "127.0.0.1" : given.HOST;
  const own = `http://${host.includes(":") ? `[${host}]` : host}:${given.PORT}`;
  const ours = await readRelease(".next");
  const version = await ask<Version>(`${own}/version`).catch((error: unknown) => error);
  if (version instanceof Error && codeOf(version) === "ECONNREFUSED")
    return [works("server", `does not run: nothing listens on ${own}`)];
  if (version instanceof Error || !isOurs(version))
    return [fails("server", `another program answers on ${own}`, "end it, or choose another PORT")];
  const { status, parts = {} } = await ask<Readiness>(`${own}/readyz`);
  const bad = Object.entries(parts).filter(([, state]) => state !== "ok");
  const told = bad.map(([part, state]) => `${part} ${state}`).join(", ");
  const readiness =
    status === "ready" && bad.length === 0
      ? works("server", `runs and is ready on ${own}`)
      : (status === "ready" ? warns : fails)(
          "server",
          `is ${String(status)}: ${told}`,
          "look at what is told of these parts here, and at its log",
        );
  const build =
    version.build === ours.build
      ? []
      : [
          warns(
            "server",
            `runs another build (${String(version.version)}) than this one (${ours.version})`,
            "start it anew",
          ),
        ];
  return [readiness, ...build, ...(await lookAtPublicUrl(given.PUBLIC_URL, version))];
};

async function lookAtPublicUrl(publicUrl: string, own: Version): Promise<Finding[]> {
  if (isLoopback(new URL(publicUrl).hostname)) return [];
  const part = "public address";
  const todo = "correct PUBLIC_URL, the proxy in front, or the name's address";
  try {
    const there = await ask<Version>(`${publicUrl}/version`);
    if (isOurs(there) && there.build === own.build) return [works(part, `${publicUrl} leads here`)];
    return [warns(part, `${publicUrl} leads to something else`, todo)];
  } catch (error) {
    return [warns(part, `${publicUrl} cannot be reached from this machine: ${wordsOf(error)}`, todo)];
  }
}

/** A document of a server; any status counts, for a server that is not ready tells why. */
async function ask<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(answerMs) });
  return (await response.json()) as Answer;
}

function isOurs(version: unknown): version is Version {
  return typeof version === "object" && version !== null && "name" in version && version.name === "latchkey";
}
