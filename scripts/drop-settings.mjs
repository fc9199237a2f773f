const ours =
  /^(LATCHKEY_.*|E2E_.*|JOURNAL_.*|DATABASE_POOL_.*|METRICS_.*|OTEL_.*|PASSWORD_.*|SESSION_.*|NODE_ENV|NODE_OPTIONS|PORT|HOST|DATABASE_URL|REDIS_URL|LIMITS_WITHOUT_REDIS|MIGRATE_ON_START|TRUSTED_PROXIES|PUBLIC_URL|BASE_PATH|ADMIN_EMAILS|BILLING_CONTACT|MAIL_FROM|REDIRECT_ORIGINS|TRUSTED_ISSUERS|DNS_SERVERS|OUTBOUND_ALLOW|PORTAL_OUTBOUND_ALLOW|REGISTRATION|SECRET_SCANNING_KEYS_URL|LOG_LEVEL|REQUEST_LOG)$/;
const secrets =
  /^(NEXTAUTH_.*|JWT_.*|GITHUB_.*|GOOGLE_.*|OIDC_.*|SMTP_.*|OAUTH_.*|PWNED_.*|BACKUP_PASSPHRASE|SET_UP_TOKEN|KEY_PEPPER|ENCRYPTION_KEY|PG[A-Z]+)$/;

/** Removes what a shell exports for a deployment: tests and benchmarks start from the defaults, and touch no instance in use. */
export function dropSettings(env) {
  for (const name of Object.keys(env)) if (isSetting(name.replace(/_FILE$/, ""))) delete env[name];
}

/** An environment for build tools, which see nothing of what a deployment is configured with: no secret, and no file that holds one. */
export function withoutSettings(env) {
  const isForTools = (name) => /^NODE_(ENV|OPTIONS)$/.test(name) || !isSetting(name.replace(/_FILE$/, ""));
  return Object.fromEntries(Object.entries(env).filter(([name]) => isForTools(name)));
}

function isSetting(name) {
  return ours.test(name) || secrets.test(name);
}
