export function ensureSecrets(
  dataDir: string,
  environment?: Record<string, string | undefined>,
): Promise<{ JWT_SECRET: string; NEXTAUTH_SECRET: string; KEY_PEPPER: string; ENCRYPTION_KEY: string }>;
