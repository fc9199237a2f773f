import "server-only";
import { z } from "zod";

const secret = z.string().min(32, "must be at least 32 characters");

const Settings = z.object({
  DATABASE_URL: z.string().min(1),
  JWT_SECRET: secret,
  NEXTAUTH_SECRET: secret,
  KEY_PEPPER: secret,
  /** Lifetime of a session JWT and of a dashboard session, in hours. */
  JWT_EXPIRY_HOURS: z.coerce.number().positive().max(8760).default(168),
  /** Where browsers reach this deployment. */
  PUBLIC_URL: z.url().default("http://localhost:3000"),
});

/** What the operator configures; secrets among it never leave the process. */
export type Settings = {
  databaseUrl: string;
  jwtSecret: string;
  nextAuthSecret: string;
  keyPepper: string;
  sessionLifetimeSeconds: number;
  publicUrl: string;
};

/** Reads the settings from the environment; throws one line that names every variable that is missing or wrong. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const parsed = Settings.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new Error(`configuration: ${problems.join("; ")}`);
  }
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    jwtSecret: parsed.data.JWT_SECRET,
    nextAuthSecret: parsed.data.NEXTAUTH_SECRET,
    keyPepper: parsed.data.KEY_PEPPER,
    sessionLifetimeSeconds: Math.round(parsed.data.JWT_EXPIRY_HOURS * 3600),
    publicUrl: parsed.data.PUBLIC_URL.replace(/\/$/, ""),
  };
}
