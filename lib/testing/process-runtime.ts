import { type OpenRuntime, openRuntime, type RuntimeOptions } from "@/lib/open-runtime";
import type { ProcessRow } from "@/lib/platform/process-row";
import { readSettings } from "@/lib/platform/settings";
import { claimTestPlace } from "./test-place";

/** What a process of a test's deployment begins with: its place among the others, and the product's runtime. */
export async function openProcessRuntime(
  env: NodeJS.ProcessEnv,
  options: Omit<RuntimeOptions, "row"> = {},
): Promise<{ row: ProcessRow; runtime: OpenRuntime }> {
  const settings = readSettings(env);
  const row = await claimTestPlace(settings.databaseUrl, settings.redisUrl !== null, () => process.exit(1));
  return { row, runtime: await openRuntime(settings, { ...options, row }) };
}
