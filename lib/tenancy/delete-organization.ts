import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { endWebhooks } from "./end-webhooks";
import { noteLeftovers } from "./metering-leftovers";
import { lockUsersOf } from "./row-locks";

/**
 * Deletes an organization with everything that belongs to it, the accounting included and webhook deliveries soon
 * after. Its members' sessions go on in their personal organizations. The caller holds the organization and announces
 * `org:…`.
 */
export async function deleteOrganizationRows(tx: PrismaSession, organizationId: string): Promise<void> {
  const of = { where: { organizationId } };
  await lockUsersOf(tx, organizationId);
  // A personal organization carries its user's id, so that a session always has somewhere to go.
  await tx.$executeRaw`UPDATE sessions SET organization_id = user_id WHERE organization_id = ${organizationId}`;
  await tx.user.updateMany({ where: { homeOrganizationId: organizationId }, data: { homeOrganizationId: null } });
  await tx.$executeRaw`
    DELETE FROM credential_networks WHERE organization_id = ${organizationId} OR credential_id IN (
      SELECT id FROM api_keys WHERE organization_id = ${organizationId}
      UNION SELECT id FROM personal_access_tokens WHERE organization_id = ${organizationId})`;
  // The limits that keys have of their own are counted under the key. Those of a kind of credential stand behind a
  // slash, which "0" follows.
  const isCounter = Prisma.sql`subject = ${`org:${organizationId}`}
      OR (subject > ${`org:${organizationId}/`} AND subject < ${`org:${organizationId}0`}) OR subject IN (
      SELECT 'key:' || id FROM api_keys WHERE organization_id = ${organizationId}
      UNION SELECT 'customer:' || id FROM customers WHERE organization_id = ${organizationId})`;
  await tx.$executeRaw`DELETE FROM limit_states WHERE ${isCounter}`;
  await tx.$executeRaw`DELETE FROM limit_slices WHERE ${isCounter}`;
  await tx.personalAccessToken.deleteMany(of);
  await tx.oAuthArtifact.deleteMany(of);
  await tx.quotaNotice.deleteMany(of);
  await tx.usageMinute.deleteMany(of);
  await tx.usageHour.deleteMany(of);
  await tx.usageDay.deleteMany(of);
  await tx.usageTagMinute.deleteMany(of);
  await tx.usageTagHour.deleteMany(of);
  await tx.usageTagDay.deleteMany(of);
  // Its events and what its meters counted are too many for one transaction.
  const meters = await tx.meter.findMany({ ...of, select: { id: true } });
  await noteLeftovers(tx, "organization", [organizationId]);
  await noteLeftovers(
    tx,
    "meter",
    meters.map(({ id }) => id),
  );
  await tx.lateUsageDay.deleteMany(of);
  await tx.usagePeriod.deleteMany(of);
  await tx.recentRequest.deleteMany(of);
  await tx.refusalDay.deleteMany(of);
  // The holder of one of these is about to write an event of the organization. Deleting its row first would wait for
  // them, and they for it.
  await tx.membership.deleteMany(of);
  await tx.invitation.deleteMany(of);
  await tx.apiKey.deleteMany(of);
  await endWebhooks(tx, { organizationId });
  await tx.oAuthApp.deleteMany(of);
  await tx.prompt.deleteMany(of);
  await tx.memory.deleteMany(of);
  await tx.report.deleteMany(of);
  await tx.dataset.deleteMany(of);
  await tx.evaluation.deleteMany(of);
  await tx.alert.deleteMany(of);
  // Events and all else that names its organization go with the row.
  await tx.organization.deleteMany({ where: { id: organizationId } });
}
