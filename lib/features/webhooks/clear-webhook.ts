import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { JobHandler } from "@/lib/platform/jobs";
import { clearBatch } from "@/lib/platform/prune";

/** Some seconds of work; then others have their turn. */
const batchesAtOnce = 20;

/** Clears away the deliveries of a deleted endpoint, and in the end its row. */
export const clearWebhook: JobHandler = async ({ endpointId }) => {
  const { clock, database } = runtime();
  const id = String(endpointId);
  const deliveries = { table: "webhook_deliveries", where: "endpoint_id = $1", values: [id] };
  for (let batch = 0; batch < batchesAtOnce; batch++) {
    if (await clearBatch(database.pool, deliveries)) continue;
    // Deliveries that an attempt under way had locked go along.
    await database.prisma.webhookEndpoint.deleteMany({ where: { id, organizationId: null, customerId: null } });
    return undefined;
  }
  return { againAtMs: clock.now() };
};
