import "server-only";
import { openProduct } from "@/lib/open-product";
import { jsonLog } from "@/lib/platform/log";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { createStopOrder } from "@/lib/platform/stop-order";
import { takeBackAdministration } from "@/prisma/demo-admin";
import { withMounted } from "@/scripts/mounted-secrets.mjs";
import { ensureSecrets } from "@/scripts/secrets.mjs";

/**
 * Opens what our server would, in a process of Next's own: `next dev`, or `next start` on the build. Settings and secrets
 * are found where `npm start` finds them. Rejects for the reasons for which that does not start, and then the process ends.
 */
export async function openNextProcess({ env }: NodeJS.Process): Promise<void> {
  const order = createStopOrder();
  const ending = new AbortController();
  const end = closeBeforeExit(() => {
    ending.abort();
    return order.stop();
  });
  try {
    Object.assign(env, withMounted(env));
    Object.assign(env, await ensureSecrets(env.LATCHKEY_DATA_DIR || "data"));
    const { runtime } = await openProduct(env, {
      order,
      progress: (text) => jsonLog("info", "progress", { text }),
      signal: ending.signal,
      onLost: () => end(1),
    });
    await takeBackAdministration(runtime);
  } catch (error) {
    // Next would listen on, without a database.
    jsonLog("error", "start_failed", errorFields(error));
    end(1);
    throw error;
  }
}

/**
 * Next ends the process once its requests are answered, and tells no one: what is open is closed before. The returned
 * function ends it in the same way.
 */
function closeBeforeExit(close: () => Promise<void>): (code: number) => void {
  const exit = process.exit;
  let closed: Promise<void> | undefined;
  const exitClosed = (code?: number | string | null) => {
    closed ??= close().catch((error: unknown) => jsonLog("error", "stop_failed", errorFields(error)));
    void closed.then(() => exit(code));
  };
  // It returns, as no exit does by its type: the process lives on for a moment.
  process.exit = exitClosed as typeof process.exit;
  return exitClosed;
}
