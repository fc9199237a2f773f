import { isIP } from "node:net";
import { greetMailServer, reasonOf } from "@/lib/features/mail/deliver-mail";
import { isLoopback } from "@/lib/platform/loopback";
import { openRedisLink } from "@/lib/platform/redis-link";
import { txtRecords } from "@/lib/platform/txt-records";
import { type Finding, fails, type Look, type Site, warns, wordsOf, works } from "./finding";
import { lookAtOffset } from "./look-at-clock";

const redisMs = 4_000;
const mailMs = 12_000;
const webMs = 8_000;

/** What becomes of requests while there is no Redis. */
const meanwhile = {
  refuse: "until then requests that are counted are answered 503 (LIMITS_WITHOUT_REDIS)",
  local: "until then each process counts its share (LIMITS_WITHOUT_REDIS)",
} as const;

/** Redis: whether it answers and may be counted on. */
export const lookAtRedis: Look = async ({ given }) => {
  if (!given.REDIS_URL) return [works("redis", "not set: one process counts limits in its memory")];
  let reason = "does not answer";
  const link = openRedisLink(given.REDIS_URL, (_level, event, fields) => {
    if (event === "redis_away") reason = String(fields?.error ?? reason);
  });
  try {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, redisMs);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      link.onChange(end);
      if (link.server()) end();
    });
    if (link.server()) return [works("redis", "answers, and forgets nothing that is counted")];
    return [
      fails(
        "redis",
        link.problem() ?? reason,
        `correct REDIS_URL or start Redis; ${meanwhile[given.LIMITS_WITHOUT_REDIS]}`,
      ),
    ];
  } finally {
    link.close();
  }
};

/** The mail server: whether it lets us in. */
export const lookAtMail: Look = async ({ given }) => {
  if (!given.SMTP_URL) return [works("mail", "SMTP_URL is not set: mail waits in the administration's outbox")];
  try {
    await greetMailServer(given.SMTP_URL, mailMs);
    return [works("mail", "the mail server lets us in; --send-test-mail <address> tries a mail")];
  } catch (error) {
    return [fails("mail", reasonOf(error), "correct SMTP_URL; what could not be sent is tried again for hours")];
  }
};

type Address = { url: string; what: string };

/** What the product calls by itself: providers of sign-in, issuers, lists of passwords, collectors. */
export const lookAtOutbound: Look = async (site) => {
  const addresses = addressesOf(site);
  if (addresses.length === 0) return [works("outbound", "nothing is configured that the product would call by itself")];
  return (await Promise.all(addresses.map(lookAtAddress))).flat();
};

function addressesOf({ given, oidc }: Site): Address[] {
  const discovery = (issuer: string) => `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const github = [given.GITHUB_URL, given.GITHUB_API_URL].map((url) => ({ url, what: "GitHub" }));
  const collectors = [
    given.OTEL_EXPORTER_OTLP_ENDPOINT,
    given.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT,
    given.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
  ].flatMap((url) => (url ? [{ url, what: "OpenTelemetry's collector" }] : []));
  return [
    ...(given.GITHUB_CLIENT_ID ? github : []),
    ...(given.GOOGLE_CLIENT_ID ? [{ url: discovery(given.GOOGLE_ISSUER), what: "Google" }] : []),
    ...oidc.map(({ issuer, label }) => ({ url: discovery(issuer), what: label })),
    ...(given.TRUSTED_ISSUERS ?? []).map(({ issuer, jwks_uri }) => ({
      url: jwks_uri ?? discovery(issuer),
      what: "a trusted issuer",
    })),
    ...(given.PWNED_PASSWORDS_URL
      ? [{ url: `${given.PWNED_PASSWORDS_URL.replace(/\/$/, "")}/00000`, what: "the list of passwords from breaches" }]
      : []),
    ...collectors,
  ];
}

/** Any answer shows that the way is free; a document that we read must be there. */
async function lookAtAddress({ url, what }: Address): Promise<Finding[]> {
  const host = new URL(url).host;
  const begunMs = Date.now();
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(webMs) });
    await response.body?.cancel();
    const isDocument = url.endsWith("/openid-configuration");
    if (isDocument && response.status !== 200)
      return [
        fails(
          "outbound",
          `${what} at ${host} answers ${response.status} for ${new URL(url).pathname}`,
          "correct the issuer",
        ),
      ];
    const date = Date.parse(response.headers.get("date") ?? "");
    const offsetMs = date + 500 - Date.now();
    // The header has whole seconds.
    const clock = Number.isNaN(date)
      ? []
      : [lookAtOffset(`the clock of ${host}`, offsetMs, Date.now() - begunMs + 1_000)];
    return [works("outbound", `${what} at ${host} answers`), ...clock.filter(({ state }) => state !== "ok")];
  } catch (error) {
    const why = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return [
      fails("outbound", `${what} at ${host}: ${wordsOf(why)}`, "correct its address, or let this machine reach it"),
    ];
  }
}

/** The name servers that prove domains; asked for a name of our own where there is a public one. */
export const lookAtNameServers: Look = async ({ given }) => {
  const { hostname } = new URL(given.PUBLIC_URL);
  const isPublic = !isLoopback(hostname) && isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
  if (!given.DNS_SERVERS && !isPublic) return [];
  const name = `_latchkey-doctor.${isPublic ? hostname : "invalid"}`;
  try {
    await txtRecords(name, given.DNS_SERVERS ?? []);
    return [works("name servers", "answer")];
  } catch (error) {
    return [warns("name servers", wordsOf(error), "correct DNS_SERVERS: no organization can prove a domain meanwhile")];
  }
};
