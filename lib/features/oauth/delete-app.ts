import "server-only";
import type { PrismaSession } from "@/lib/platform/database";

/** Deletes an app with its secrets and everything that was issued to it; the subjects make every process forget it. */
export async function deleteAppRows(
  tx: PrismaSession,
  appId: string,
): Promise<{ result: undefined; subjects: string[] }> {
  await tx.oAuthArtifact.deleteMany({ where: { clientId: appId } });
  await tx.oAuthApp.deleteMany({ where: { id: appId } });
  return { result: undefined, subjects: [`app:${appId}`] };
}
