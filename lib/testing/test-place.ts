import { claimProcessRow, type ProcessRow } from "@/lib/platform/process-row";
import type { Fingerprints } from "@/lib/platform/secrets-mark";

const of = (fingerprint: string) => ({ current: fingerprint, accepted: [fingerprint] });

/** Of secrets that tests only compare. */
export const testFingerprints: Fingerprints = {
  JWT_SECRET: of("j"),
  NEXTAUTH_SECRET: of("n"),
  KEY_PEPPER: of("p"),
  ENCRYPTION_KEY: of("e"),
};

/** A place among the processes of a test's database; all that a test starts there are alike. */
export function claimTestPlace(
  connectionString: string,
  sharesLimits: boolean,
  onLost: () => void = () => undefined,
): Promise<ProcessRow> {
  const alike = { version: "1.0.0", needs: [], secrets: { works: ["test"], accepts: ["test"] } };
  return claimProcessRow({ connectionString, sharesLimits, alike, log: () => undefined, onLost });
}
