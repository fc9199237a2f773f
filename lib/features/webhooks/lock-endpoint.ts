import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/**
 * Holds an endpoint until the transaction ends. Changes of it together with its deliveries ask first, so that no two
 * transactions wait for each other.
 */
export async function lockEndpoint(tx: PrismaSession, endpointId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM webhook_endpoints WHERE id = ${endpointId} FOR NO KEY UPDATE`;
}
