export type Secrets = { JWT_SECRET: string; NEXTAUTH_SECRET: string; KEY_PEPPER: string; ENCRYPTION_KEY: string };

export const secretNames: readonly (keyof Secrets)[];

export function ensureSecrets(
  dataDir: string,
  environment?: Record<string, string | undefined>,
  initial?: Partial<Secrets>,
): Promise<Secrets>;

export function newSecret(): string;

export function replaceSecret(dataDir: string, name: keyof Secrets, list: readonly string[]): Promise<void>;

export function readSecrets(file: string): Promise<Partial<Secrets> | undefined>;

export function existingSecrets(dataDir: string, environment?: Record<string, string | undefined>): Promise<Secrets>;
