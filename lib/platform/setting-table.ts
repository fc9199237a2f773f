import "server-only";
import { isIP } from "node:net";
import * as z from "zod";
import { parseRange } from "./address-range";
import { canBeAppScheme } from "./app-scheme";
import { databaseUrlProblem, loosePasswordProblem } from "./database-url";
import { canonicalEmail } from "./email-address";
import { logLevels } from "./log-levels";
import { mayBeDiscovered } from "./oidc-settings";
import { minPasswordLength } from "./password-text";
import { usualPoolSizes } from "./pool-sizes";
import { BasePath, PublicUrl } from "./public-url";
import { Registration } from "./registration-settings";
import { SecretList } from "./secret-list";
import { choice, listOf, number, url, wholeNumber } from "./setting-values";
import { telemetryVariables } from "./telemetry-settings";

const name = z.string().min(1, "must not be empty");

const emails = listOf(canonicalEmail, "an email address");
const ranges = listOf((text) => (parseRange(text) ? text : null), "an address or CIDR range");
const nameServers = listOf(
  (text) => (isIP(text) !== 0 || isIP(text.replace(/^\[?(.*?)\]?(?::\d+)?$/, "$1")) !== 0 ? text : null),
  "the address of a name server",
);
/** Compared as a whole: scheme, host and port. */
const origins = listOf(
  (text) => (/^https?:/i.test(text) && URL.canParse(text) ? new URL(text).origin : null),
  "an http or https URL",
);
/** `cursor`, also written as `cursor:` or `cursor://`. */
const appSchemes = listOf((text) => {
  const scheme = text.toLowerCase().replace(/:(\/\/)?$/, "");
  return canBeAppScheme(scheme) ? scheme : null;
}, "a scheme that an app can have for itself");

const host = z
  .string()
  .refine(
    (text) => isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text),
    "must be an address or a host name, without brackets and port",
  );

const issuerUrl = z.url({ protocol: /^https?$/, error: "issuer and jwks_uri must be http or https URLs" });

const organizationId = z
  .string()
  .regex(/^[\w-]{1,64}$/, "customers_of must be an organization's identifier: letters, digits, - and _");

/** RFC 6749 appendix A.4. */
const scopeToken = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, "scopes must be visible ASCII without spaces, quotes and backslashes");

const trustedIssuers = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("is not JSON");
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(
        z
          .strictObject({
            issuer: issuerUrl,
            audience: z.string().min(1).optional(),
            jwks_uri: issuerUrl.optional(),
            creates_users: z.boolean().optional(),
            customers_of: organizationId.optional(),
            scopes: z.array(scopeToken).min(1).max(200).optional(),
          })
          .refine(
            ({ customers_of, scopes }) => scopes === undefined || customers_of !== undefined,
            "scopes are those of customers: they need customers_of",
          )
          .refine(
            ({ issuer, jwks_uri }) => jwks_uri !== undefined || mayBeDiscovered(issuer),
            "an issuer without jwks_uri must be https, or on this machine",
          ),
      )
      .refine(
        (issuers) => new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length,
        "names an issuer twice",
      ),
  );

const databaseUrl = z.string().superRefine((text, context) => {
  const problem = databaseUrlProblem(text);
  if (problem !== null) context.addIssue(problem);
});

/** Of a server that a user and a password may be given for. */
const serverUrl = (protocol: RegExp, shown: string) =>
  url(protocol, shown).superRefine((text, context) => {
    const problem = URL.canParse(text) ? loosePasswordProblem(text) : null;
    if (problem !== null) context.addIssue(problem);
  });

/** How many connections a pool may open. */
const connections = (usual: number) => wholeNumber(1, 1_000).default(usual);

/** Every setting but those of OpenID Connect providers: how its value is written, its default, and what it means. */
export const settingTable = {
  PORT: wholeNumber(0, 65_535).default(3000).describe("where to listen; 0: a port that is free"),
  HOST: host.optional().describe("on which address or name to listen; all addresses where not set"),
  PUBLIC_URL: PublicUrl.optional().describe("where browsers reach it; http://localhost:<PORT> where not set"),
  BASE_PATH: BasePath.describe("must stay empty: the product stands at the root of its host name"),
  TRUSTED_PROXIES: ranges.optional().describe("addresses or CIDRs whose X-Forwarded-* headers count"),
  DATABASE_URL: databaseUrl.describe("PostgreSQL 15 or newer; the embedded one where not set"),
  DATABASE_POOL_FEATURES: connections(usualPoolSizes.features).describe("connections for what requests do"),
  DATABASE_POOL_GATE: connections(usualPoolSizes.gate).describe("connections for what the gate must look up"),
  DATABASE_POOL_FLUSH: connections(usualPoolSizes.flush).describe("connections for what is written in batches"),
  DATABASE_POOL_JOBS: connections(usualPoolSizes.jobs).describe("connections for jobs"),
  MIGRATE_ON_START: choice(["on", "off"])
    .default("on")
    .describe("off: a start changes no table, and latchkey migrate does"),
  REDIS_URL: serverUrl(/^rediss?$/, "redis:// or rediss://")
    .optional()
    .describe("Redis 7 or Valkey, where several processes count limits together"),
  LIMITS_WITHOUT_REDIS: choice(["refuse", "local"])
    .default("refuse")
    .describe("while Redis is away: refuse what is counted, or let each process count its share"),
  LATCHKEY_DATA_DIR: z.string().default("data").describe("folder of secrets, journal and embedded database"),
  JWT_SECRET: SecretList.describe("signs session tokens; made once in the data folder where not set"),
  NEXTAUTH_SECRET: SecretList.describe("seals the dashboard's cookies; made once in the data folder where not set"),
  KEY_PEPPER: SecretList.describe("hashes keys and tokens; made once in the data folder where not set"),
  ENCRYPTION_KEY: SecretList.describe(
    "seals what is stored and read again; made once in the data folder where not set",
  ),
  JWT_EXPIRY_HOURS: number
    .pipe(z.number().positive("must be more than 0").max(8760, "must be 8760 (a year) at most"))
    .default(168)
    .describe("hours that a session lasts"),
  SESSION_IDLE_HOURS: number
    .pipe(
      z
        .number()
        .max(8760, "must be 8760 (a year) at most")
        .refine((hours) => hours === 0 || hours >= 0.25, "must be 0, or at least 0.25"),
    )
    .default(0)
    .describe("hours without a use after which a session ends; 0: only with its lifetime"),
  PASSWORD_MIN_LENGTH: wholeNumber(minPasswordLength, 64)
    .default(minPasswordLength)
    .describe("fewest characters of a new password"),
  PWNED_PASSWORDS_URL: url(/^https?$/, "http:// or https://")
    .optional()
    .describe("service that knows passwords from breaches, asked by k-anonymity"),
  SECRET_SCANNING_KEYS_URL: url(/^https?$/, "http:// or https://")
    .optional()
    .describe("where a secret-scanning partner publishes its keys; reports of leaked keys are taken where it is set"),
  REGISTRATION: Registration.default({ mode: "open" }).describe(
    "who may make an account: open, invitation, domains:example.com,… or closed",
  ),
  ADMIN_EMAILS: emails.optional().describe("verified addresses whose users administer the deployment"),
  BILLING_CONTACT: z
    .string()
    .max(500, "must be 500 characters at most")
    .optional()
    .describe("address or URL that /pricing names for another plan"),
  SMTP_URL: serverUrl(/^smtps?$/, "smtp:// or smtps://")
    .optional()
    .describe("mail server; without one, mail waits in the outbox"),
  MAIL_FROM: z
    .string()
    .max(300, "must be 300 characters at most")
    .regex(/^\P{Cc}*[^\s@<>]@[^\s@<>]+>?$/u, "must be an address, or a name with <address>")
    .default("Latchkey <noreply@localhost>")
    .describe("sender of mail"),
  GITHUB_CLIENT_ID: name.optional().describe("sign-in with GitHub"),
  GITHUB_CLIENT_SECRET: name.optional().describe("its secret"),
  GITHUB_URL: url(/^https?$/, "http:// or https://")
    .default("https://github.com")
    .describe("where GitHub is; another one for an Enterprise server"),
  GITHUB_API_URL: url(/^https?$/, "http:// or https://")
    .default("https://api.github.com")
    .describe("where GitHub's API is"),
  GOOGLE_CLIENT_ID: name.optional().describe("sign-in with Google"),
  GOOGLE_CLIENT_SECRET: name.optional().describe("its secret"),
  GOOGLE_ISSUER: url(/^https?$/, "http:// or https://")
    .default("https://accounts.google.com")
    .describe("where Google is; another one for tests"),
  REDIRECT_ORIGINS: origins.optional().describe("origins that may receive a token after a sign-in with ?redirect_uri="),
  OAUTH_REDIRECT_SCHEMES: appSchemes
    .optional()
    .describe("schemes of native OAuth apps that are not in reverse-domain form"),
  TRUSTED_ISSUERS: trustedIssuers
    .optional()
    .describe('issuers whose JWTs count: [{"issuer":"https://…","audience":"…"}]'),
  OUTBOUND_ALLOW: ranges.optional().describe("private CIDRs that webhooks may reach all the same"),
  PORTAL_OUTBOUND_ALLOW: ranges.optional().describe("private CIDRs that webhooks of customers may reach all the same"),
  DNS_SERVERS: nameServers
    .optional()
    .describe("name servers asked for records that prove a domain; the system's where not set"),
  JOURNAL_SYNC: choice(["process", "always"])
    .default("process")
    .describe("what was counted survives the process, or always: the machine as well"),
  JOURNAL_MAX_MB: wholeNumber(2, 1_000_000).default(1_000).describe("megabytes that the journal takes at most"),
  LOG_LEVEL: choice(logLevels).default("info").describe("what is not worth a line below this level"),
  REQUEST_LOG: choice(["on", "off"]).default("off").describe("on: a line for each answered request"),
  METRICS_PORT: wholeNumber(0, 65_535).optional().describe("port of the metrics' own"),
  METRICS_HOST: host.default("127.0.0.1").describe("address on which METRICS_PORT listens"),
  METRICS_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9\-._~+/]{16,}=*$/, "must be at least 16 letters, digits or -._~+/")
    .optional()
    .describe("bearer token with which the metrics are read"),
  ...telemetryVariables,
};
