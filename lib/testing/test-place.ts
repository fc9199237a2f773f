import { claimProcessRow, type ProcessRow } from "@/lib/platform/process-row";

/** A place among the processes of a test's database; all that a test starts there are alike. */
export function claimTestPlace(
  connectionString: string,
  sharesLimits: boolean,
  onLost: () => void = () => undefined,
): Promise<ProcessRow> {
  const alike = { version: "under test", secrets: { works: ["test"], accepts: ["test"] } };
  return claimProcessRow({ connectionString, sharesLimits, alike, log: () => undefined, onLost });
}
