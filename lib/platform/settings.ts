import "server-only";
import { join } from "node:path";
import { type Environment, parseSettings } from "./given-settings";
import type { OidcProvider } from "./oidc-settings";
import type { PoolSizes } from "./pool-sizes";
import { type FirstAdministrator, firstAdministratorOf, type RegistrationRule } from "./registration-settings";
import { type TelemetrySettings, telemetryOf } from "./telemetry-settings";

/** What the operator configures; secrets among it never leave the process. */
export type Settings = {
  databaseUrl: string;
  /** Null: this process counts limits in its memory, and is the only one on its database. */
  redisUrl: string | null;
  limitsWithoutRedis: "refuse" | "local";
  poolSizes: PoolSizes;
  /** Whether a start brings the database up to its version. */
  migratesOnStart: boolean;
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
  /** Null: nobody reports leaked credentials. */
  secretScanningKeysUrl: string | null;
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
  portalOutboundAllow: readonly string[];
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
  /** The metrics are closed to all while both port and token are null. */
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
  /** Whose customers its subjects are, where they are no users of their own. */
  customers?: IssuersCustomers | null;
};

/** The organization whose customers an issuer's subjects are, and what their tokens hold; null scopes are those that a token names itself. */
export type IssuersCustomers = { organizationId: string; scopes: readonly string[] | null };

/** Reads the settings from the environment; throws one line that names every variable that is missing or wrong. */
export function readSettings(env: Environment): Settings {
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
    migratesOnStart: given.MIGRATE_ON_START === "on",
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
    secretScanningKeysUrl: given.SECRET_SCANNING_KEYS_URL ?? null,
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
    trustedIssuers: (given.TRUSTED_ISSUERS ?? []).map(
      ({ issuer, audience, jwks_uri, creates_users, customers_of, scopes }) => ({
        issuer,
        audience: audience ?? null,
        jwksUri: jwks_uri ?? null,
        // Its addresses are not believed, so that it can invite nobody and has no domain.
        createsUsers: creates_users ?? given.REGISTRATION.mode === "open",
        customers: customers_of === undefined ? null : { organizationId: customers_of, scopes: scopes ?? null },
      }),
    ),
    outboundAllow: given.OUTBOUND_ALLOW ?? [],
    portalOutboundAllow: given.PORTAL_OUTBOUND_ALLOW ?? [],
    dnsServers: given.DNS_SERVERS ?? [],
    journal: {
      folder: join(given.LATCHKEY_DATA_DIR, "journal"),
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
