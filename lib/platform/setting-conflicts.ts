import "server-only";
import { isLoopback } from "./loopback";
import { secretNames } from "./secrets-mark";

/** What is to be said of one setting: a sentence that begins with its name, and never its value where that is a secret. */
export type SettingNote = { name: string; message: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of which the first does nothing that was meant without the second. */
const pairs = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["GITHUB_CLIENT_SECRET", "GITHUB_CLIENT_ID"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_SECRET", "GOOGLE_CLIENT_ID"],
  ["METRICS_HOST", "METRICS_PORT"],
] as const;

/** Settings that count only beside another one, and do no harm without it. */
const idle = [
  ["LIMITS_WITHOUT_REDIS", "REDIS_URL"],
  ["MAIL_FROM", "SMTP_URL"],
  ["GOOGLE_ISSUER", "GOOGLE_CLIENT_ID"],
  ["GITHUB_URL", "GITHUB_CLIENT_ID"],
] as const;

/** Settings that contradict each other: what was meant cannot be known, so that nothing may start. */
export function settingConflicts(env: Environment): SettingNote[] {
  const notes: SettingNote[] = pairs
    .filter(([name, other]) => env[name] && !env[other])
    .map(([name, other]) => ({ name, message: `is set, and ${other}, without which it does nothing, is not` }));
  const { PORT: port = "3000", METRICS_PORT: metricsPort } = env;
  if (metricsPort && metricsPort === port && port !== "0")
    notes.push({ name: "METRICS_PORT", message: "is the same port as PORT" });
  // Tokens of a company's own server would be shown to the public one, or the other way round.
  if (env.GITHUB_CLIENT_ID && isPublicGitHub(env.GITHUB_URL) !== isPublicGitHub(env.GITHUB_API_URL))
    notes.push({ name: "GITHUB_API_URL", message: "and GITHUB_URL are of different servers; set both or none" });
  const { NEXTAUTH_URL: pages, PUBLIC_URL: publicUrl } = env;
  if (pages && originOf(pages) !== (publicUrl ? originOf(publicUrl) : `http://localhost:${Number(port) || 3000}`))
    notes.push({ name: "NEXTAUTH_URL", message: "differs from PUBLIC_URL, which says the same; leave it out" });
  return notes;
}

/** Settings that may be meant, and are more often slips. */
export function settingDoubts(env: Environment): SettingNote[] {
  const notes: SettingNote[] = idle
    .filter(([name, other]) => env[name] && !env[other])
    .map(([name, other]) => ({ name, message: `does nothing without ${other}` }));
  const { PUBLIC_URL: publicUrl = "" } = env;
  if (originOf(publicUrl)?.startsWith("https:") && !env.TRUSTED_PROXIES)
    notes.push({
      name: "TRUSTED_PROXIES",
      message: "names no proxy, so that with https in PUBLIC_URL the API answers requests from this machine alone",
    });
  if (originOf(publicUrl)?.startsWith("http:") && !isLoopback(new URL(publicUrl).hostname))
    notes.push({ name: "PUBLIC_URL", message: "is no https address: passwords and keys can be read on their way" });
  for (const name of ["TRUSTED_PROXIES", "OUTBOUND_ALLOW", "PORTAL_OUTBOUND_ALLOW"])
    if (/(^|[\s,])(0\.0\.0\.0|::)\/0($|[\s,])/.test(env[name] ?? ""))
      notes.push({ name, message: "holds every address there is" });
  const { BILLING_CONTACT: contact = "" } = env;
  if (/^[a-z][a-z\d+.-]*:/i.test(contact) && !/^(https?:\/\/|mailto:[^\s@]+@[^\s@]+$)/.test(contact))
    notes.push({
      name: "BILLING_CONTACT",
      message: "is shown as text without a link: it is no address, http or https URL",
    });
  if (env.REQUEST_LOG === "on" && /^(error|warn)$/.test(env.LOG_LEVEL ?? ""))
    notes.push({
      name: "REQUEST_LOG",
      message: `writes nothing while LOG_LEVEL is ${env.LOG_LEVEL}: its lines are of info`,
    });
  if (Number(env.SESSION_IDLE_HOURS) > Number(env.JWT_EXPIRY_HOURS || 168))
    notes.push({ name: "SESSION_IDLE_HOURS", message: "is longer than a session lasts by JWT_EXPIRY_HOURS" });
  for (const [index, name] of secretNames.entries()) {
    const same = secretNames.slice(0, index).find((other) => env[name] && env[name] === env[other]);
    if (same) notes.push({ name, message: `is the same as ${same}: who learns one of them has both` });
  }
  return notes;
}

function isPublicGitHub(text: string | undefined): boolean {
  return !text || /(^|\.)github\.com$/.test(URL.canParse(text) ? new URL(text).hostname : "");
}

function originOf(text: string): string | null {
  return URL.canParse(text) ? new URL(text).origin : null;
}
