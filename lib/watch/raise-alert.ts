import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { recordEvent } from "@/lib/tenancy/events";
import { alertDay, type Finding } from "./finding";

/** The kind of job that mails an alert to those who can act on it; its payload is `{ alertId }`. */
export const mailAlertJob = "alerts.mail";

/**
 * Raises an alert with its event and the job that mails it, in one transaction; true when there was none of this
 * credential, kind and day. A credential or an organization that is gone meanwhile raises nothing.
 */
export function raiseAlert(finding: Finding): Promise<boolean> {
  return runtime().database.prisma.$transaction((tx) => raiseIn(tx, finding));
}

async function raiseIn(tx: PrismaSession, finding: Finding): Promise<boolean> {
  const credential = await describeCredential(tx, finding);
  if (!credential) return false;
  const { kind, organizationId, environment, credentialId, atMs } = finding;
  const id = newId("alr");
  const details = { ...credential, ...finding.details };
  const { count } = await tx.alert.createMany({
    data: {
      id,
      organizationId,
      environment,
      kind,
      credentialId,
      day: alertDay(atMs),
      details,
      createdAt: new Date(atMs),
    },
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await recordEvent(tx, {
    type: "alert.raised",
    organizationId,
    environment,
    credentialId,
    subjectId: id,
    data: { alert_id: id, kind, credential_id: credentialId, ...details },
  });
  await runtime().jobs.enqueue(tx, mailAlertJob, { alertId: id });
  return true;
}

/** The key or token as people know it; null when it is gone, or not of this organization. */
async function describeCredential(tx: PrismaSession, { credentialId, organizationId }: Finding) {
  const where = { id: credentialId, organizationId };
  const select = { name: true, secretHint: true } as const;
  const key = await tx.apiKey.findFirst({ where, select });
  if (key) return { credential_type: "api_key", credential_name: key.name, credential_hint: key.secretHint };
  const token = await tx.personalAccessToken.findFirst({ where, select });
  return token && { credential_type: "token", credential_name: token.name, credential_hint: token.secretHint };
}
