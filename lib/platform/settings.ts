import "server-only";
import { isIP } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { canBeAppScheme } from "./app-scheme";
import { type PoolSizes, usualPoolSizes } from "./database-pools";
import { canonicalEmail } from "./email-address";
import { logLevels } from "./log";
import { mayBeDiscovered, type OidcProvider, readOidcProviders } from "./oidc-settings";
import { minPasswordLength } from "./password-text";
import { BasePath, PublicUrl } from "./public-url";
import {
  type FirstAdministrator,
  firstAdministratorOf,
  Registration,
  type RegistrationRule,
} from "./registration-settings";
import { SecretList } from "./secret-list";
import { type TelemetrySettings, telemetryOf, telemetryVariables } from "./telemetry-settings";

const list = z.string().transform((text) => text.split(/[\s,]+/).filter(Boolean));
const emails = list.pipe(
  z.array(
    z.string().transform((text, context) => {
      const email = canonicalEmail(text);
      if (email === null) context.addIssue(`names ${text}, which is not an email address`);
      return email ?? z.NEVER;
    }),
  ),
);

/** Compared as a whole: scheme, host and port. */
const origins = list.pipe(z.array(z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin)));

/** `cursor`, also written as `cursor:` or `cursor://`. */
const appSchemes = list
  .transform((items) => items.map((item) => item.toLowerCase().replace(/:(\/\/)?$/, "")))
  .pipe(
    z.array(
      z.string().refine(canBeAppScheme, { error: ({ input }) => `names ${input}, which can be no app's own scheme` }),
    ),
  );

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
            issuer: z.url({ protocol: /^https?$/ }),
            audience: z.string().min(1).optional(),
            jwks_uri: z.url({ protocol: /^https?$/ }).optional(),
            creates_users: z.boolean().optional(),
          })
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

const nameServers = list.pipe(
  z.array(
    z.string().refine((text) => isIP(text.replace(/^\[?(.*?)\]?(?::\d+)?$/, "$1")) !== 0 || isIP(text) !== 0, {
      error: ({ input }) => `names ${input}, which is no address of a name server`,
    }),
  ),
);

/** How many connections a pool may open. */
const connections = (usual: number) => z.coerce.number().int().min(1).max(1_000).default(usual);

const Settings = z.object({
  DATABASE_URL: z.string().min(1),
  /** Where several processes count limits together. */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  /** What happens to counted requests while Redis is away: all are refused, or each process lets its share through. */
  LIMITS_WITHOUT_REDIS: z.enum(["refuse", "local"]).default("refuse"),
  DATABASE_POOL_FEATURES: connections(usualPoolSizes.features),
  DATABASE_POOL_GATE: connections(usualPoolSizes.gate),
  DATABASE_POOL_FLUSH: connections(usualPoolSizes.flush),
  DATABASE_POOL_JOBS: connections(usualPoolSizes.jobs),
  JWT_SECRET: SecretList,
  NEXTAUTH_SECRET: SecretList,
  KEY_PEPPER: SecretList,
  ENCRYPTION_KEY: SecretList,
  /** Lifetime of a session JWT and of a dashboard session, in hours. */
  JWT_EXPIRY_HOURS: z.coerce.number().positive().max(8760).default(168),
  /** After how many hours without a use a session ends; 0: only with its lifetime. */
  SESSION_IDLE_HOURS: z.coerce
    .number()
    .max(8760)
    .refine((hours) => hours === 0 || hours >= 0.25, "must be 0, or at least 0.25")
    .default(0),
  /** Fewest characters of a new password. */
  PASSWORD_MIN_LENGTH: z.coerce.number().int().min(minPasswordLength).max(64).default(minPasswordLength),
  /** A service that knows passwords of breaches by ranges of their SHA-1, without the range: `https://…/range`. */
  PWNED_PASSWORDS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where browsers reach this deployment. */
  PUBLIC_URL: PublicUrl.default("http://localhost:3000"),
  BASE_PATH: BasePath,
  ADMIN_EMAILS: emails.optional(),
  /** Where the server listens; not set: on every address. */
  HOST: z.string().optional(),
  /** Who may make an account of their own. */
  REGISTRATION: Registration.default({ mode: "open" }),
  /** An email address or URL to ask for another plan. */
  BILLING_CONTACT: z.string().max(500).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).max(300).default("Latchkey <noreply@localhost>"),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  /** Where GitHub is: a GitHub Enterprise server, or a stand-in. */
  GITHUB_URL: z.url().default("https://github.com"),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  GOOGLE_ISSUER: z.url().default("https://accounts.google.com"),
  /** Origins that may receive a token after a sign-in with `?redirect_uri=`. */
  REDIRECT_ORIGINS: origins.optional(),
  /** Schemes that OAuth apps may be called back by although they are not in reverse-domain form, such as `cursor`. */
  OAUTH_REDIRECT_SCHEMES: appSchemes.optional(),
  /** JSON: `[{"issuer":"https://…","audience":"…","jwks_uri":"https://…"}]`; the last two may be left out. */
  TRUSTED_ISSUERS: trustedIssuers.optional(),
  /** CIDR ranges of private networks that outbound calls (webhooks) may reach all the same; for tests and intranets. */
  OUTBOUND_ALLOW: list.optional(),
  /** Name servers that are asked for the records that prove a domain, such as `192.0.2.53` or `127.0.0.1:5353`; the system's where absent. */
  DNS_SERVERS: nameServers.optional(),
  /** Where what belongs to this machine is kept: the embedded PostgreSQL, secrets, the journal. */
  LATCHKEY_DATA_DIR: z.string().default(""),
  /** `always`: an answer waits until the journal is on the medium, and survives the machine; `process`: it survives the process. */
  JOURNAL_SYNC: z.enum(["process", "always"]).default("process"),
  /** What all journals on this disk take together, in megabytes (10^6 bytes). */
  JOURNAL_MAX_MB: z.coerce.number().int().min(2).max(1_000_000).default(1_000),
  /** What is not worth a line below this level. */
  LOG_LEVEL: z.enum(logLevels).default("info"),
  /** `on`: one line for each answered request. */
  REQUEST_LOG: z.enum(["on", "off"]).default("off"),
  ...telemetryVariables,
  /** A port of the metrics' own, and the addresses that it listens on: this machine's own, where not given. */
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  /** Who shows it as a bearer token may read the metrics. */
  METRICS_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9\-._~+/]{16,}=*$/, "must be at least 16 letters, digits or -._~+/")
    .optional(),
});

/** What the operator configures; secrets among it never leave the process. */
export type Settings = {
  databaseUrl: string;
  /** Null: this process counts limits in its memory, and is the only one on its database. */
  redisUrl: string | null;
  limitsWithoutRedis: "refuse" | "local";
  poolSizes: PoolSizes;
  jwtSecret: string;
  nextAuthSecret: string;
  keyPepper: string;
  encryptionKey: string;
  formerSecrets: FormerSecrets;
  sessionLifetimeSeconds: number;
  /** Null: sessions end with their lifetime alone. */
  sessionIdleMs: number | null;
  /** Fewest characters of a new password; none that is older is asked for more. */
  passwordMinLength: number;
  /** Null: nobody is asked whether a password is known from a breach. */
  pwnedPasswordsUrl: string | null;
  publicUrl: string;
  adminEmails: readonly string[];
  firstAdministrator: FirstAdministrator;
  registration: RegistrationRule;
  billingContact: string | null;
  /** Null: mail stays in the operator's outbox. */
  smtpUrl: string | null;
  mailFrom: string;
  /** Null where the provider is not configured. */
  github: { clientId: string; clientSecret: string; url: string; apiUrl: string } | null;
  google: { clientId: string; clientSecret: string; issuer: string } | null;
  /** OpenID Connect providers besides these, in the order of their buttons. */
  oidc: readonly OidcProvider[];
  redirectOrigins: readonly string[];
  oauthRedirectSchemes: readonly string[];
  trustedIssuers: readonly TrustedIssuer[];
  outboundAllow: readonly string[];
  dnsServers: readonly string[];
  journal: {
    /** Of the journals of every database that this machine serves. */
    folder: string;
    /** Whether answers wait for the medium. */
    syncs: boolean;
    mostBytes: number;
  };
  /** What is exported to an OpenTelemetry collector. */
  telemetry: TelemetrySettings;
  /** Whether each answered request is a line of the log. */
  requestLog: boolean;
  /** Nobody may read the metrics while both port and token are null. */
  metrics: { port: number | null; host: string; token: string | null };
};

/** Secrets that others have replaced and whose work still counts, newest first. */
export type FormerSecrets = Readonly<
  Record<"jwtSecret" | "nextAuthSecret" | "keyPepper" | "encryptionKey", readonly string[]>
>;

/** Somebody else's issuer whose JWTs count here. */
export type TrustedIssuer = {
  issuer: string;
  audience: string | null;
  jwksUri: string | null;
  /** Whether a subject that is seen for the first time becomes a user. */
  createsUsers: boolean;
};

/** Every setting by the name of its variable, defaults included, for people to look at. Throws as `readSettings` does. */
export function settingsByName(env: Record<string, string | undefined>): Record<string, unknown> {
  const { given, oidc } = parseSettings(env);
  const names = ["JWT_SECRET", "NEXTAUTH_SECRET", "KEY_PEPPER", "ENCRYPTION_KEY"] as const;
  const secrets = names.map((name) => [name, given[name].length === 1 ? given[name][0] : given[name]]);
  return { ...given, ...Object.fromEntries(secrets), ...(oidc.length > 0 ? { OIDC: oidc } : {}) };
}

function parseSettings(env: Record<string, string | undefined>) {
  const parsed = Settings.safeParse(env);
  const oidc = readOidcProviders(env);
  if (parsed.success && oidc.problems.length === 0) return { given: parsed.data, oidc: oidc.providers };
  const problems = (parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`configuration: ${[...problems, ...oidc.problems].join("; ")}`);
}

/** Reads the settings from the environment; throws one line that names every variable that is missing or wrong. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const { given, oidc } = parseSettings(env);
  const [jwtSecret = "", ...formerJwtSecrets] = given.JWT_SECRET;
  const [nextAuthSecret = "", ...formerNextAuthSecrets] = given.NEXTAUTH_SECRET;
  const [keyPepper = "", ...formerKeyPeppers] = given.KEY_PEPPER;
  const [encryptionKey = "", ...formerEncryptionKeys] = given.ENCRYPTION_KEY;
  return {
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL ?? null,
    limitsWithoutRedis: given.LIMITS_WITHOUT_REDIS,
    poolSizes: {
      features: given.DATABASE_POOL_FEATURES,
      gate: given.DATABASE_POOL_GATE,
      flush: given.DATABASE_POOL_FLUSH,
      jobs: given.DATABASE_POOL_JOBS,
    },
    jwtSecret,
    nextAuthSecret,
    keyPepper,
    encryptionKey,
    formerSecrets: {
      jwtSecret: formerJwtSecrets,
      nextAuthSecret: formerNextAuthSecrets,
      keyPepper: formerKeyPeppers,
      encryptionKey: formerEncryptionKeys,
    },
    sessionLifetimeSeconds: Math.round(given.JWT_EXPIRY_HOURS * 3600),
    sessionIdleMs: given.SESSION_IDLE_HOURS === 0 ? null : given.SESSION_IDLE_HOURS * 3_600_000,
    passwordMinLength: given.PASSWORD_MIN_LENGTH,
    pwnedPasswordsUrl: given.PWNED_PASSWORDS_URL?.replace(/\/$/, "") ?? null,
    publicUrl: given.PUBLIC_URL,
    adminEmails: given.ADMIN_EMAILS ?? [],
    firstAdministrator: firstAdministratorOf(given.HOST, given.PUBLIC_URL),
    registration: given.REGISTRATION,
    billingContact: given.BILLING_CONTACT ?? null,
    smtpUrl: given.SMTP_URL ?? null,
    mailFrom: given.MAIL_FROM,
    github: provider(given.GITHUB_CLIENT_ID, given.GITHUB_CLIENT_SECRET, {
      url: given.GITHUB_URL.replace(/\/$/, ""),
      apiUrl: given.GITHUB_API_URL.replace(/\/$/, ""),
    }),
    google: provider(given.GOOGLE_CLIENT_ID, given.GOOGLE_CLIENT_SECRET, { issuer: given.GOOGLE_ISSUER }),
    oidc,
    redirectOrigins: given.REDIRECT_ORIGINS ?? [],
    oauthRedirectSchemes: given.OAUTH_REDIRECT_SCHEMES ?? [],
    trustedIssuers: (given.TRUSTED_ISSUERS ?? []).map(({ issuer, audience, jwks_uri, creates_users }) => ({
      issuer,
      audience: audience ?? null,
      jwksUri: jwks_uri ?? null,
      // Its addresses are not believed, so that it can invite nobody and has no domain.
      createsUsers: creates_users ?? given.REGISTRATION.mode === "open",
    })),
    outboundAllow: given.OUTBOUND_ALLOW ?? [],
    dnsServers: given.DNS_SERVERS ?? [],
    journal: {
      folder: join(given.LATCHKEY_DATA_DIR || "data", "journal"),
      syncs: given.JOURNAL_SYNC === "always",
      mostBytes: given.JOURNAL_MAX_MB * 1_000_000,
    },
    telemetry: telemetryOf(given),
    requestLog: given.REQUEST_LOG === "on",
    metrics: {
      port: given.METRICS_PORT ?? null,
      host: given.METRICS_HOST,
      token: given.METRICS_TOKEN ?? null,
    },
  };
}

function provider<Where>(clientId: string | undefined, clientSecret: string | undefined, where: Where) {
  return clientId && clientSecret ? { clientId, clientSecret, ...where } : null;
}
