import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { recordEvent } from "@/lib/tenancy/events";
import { keepOrganization } from "@/lib/tenancy/row-locks";
import { alertDay, type Finding } from "./finding";

/** What usage calls all sessions of an organization. */
const sessionUsage = "session";

/** The kind of job that mails an alert to those who can act on it; its payload is `{ alertId }`. */
export const mailAlertJob = "alerts.mail";

/**
 * Raises an alert with its event and the job that mails it, in one transaction. True when there was none of this
 * credential, kind and day. A credential or an organization that is gone meanwhile raises nothing.
 */
export function raiseAlert(finding: Finding): Promise<boolean> {
  return runtime().database.prisma.$transaction((tx) => raiseIn(tx, finding));
}

async function raiseIn(tx: PrismaSession, finding: Finding): Promise<boolean> {
  if (!(await keepOrganization(tx, finding.organizationId))) return false;
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

/** The credential as people know it; null when it is gone, or not of this organization. */
async function describeCredential(tx: PrismaSession, finding: Finding) {
  const named = await nameOf(tx, finding);
  if (!named) return null;
  const { name, secretHint } = named;
  return { credential_type: finding.credentialType, credential_name: name, credential_hint: secretHint };
}

async function nameOf(tx: PrismaSession, { credentialType, credentialId, organizationId }: Finding) {
  const where = { id: credentialId, organizationId };
  const select = { name: true, secretHint: true } as const;
  switch (credentialType) {
    case "api_key":
      return tx.apiKey.findFirst({ where, select });
    case "token":
      return tx.personalAccessToken.findFirst({ where, select });
    case "oauth_app": {
      // It may be another organization's: that a member let it act here is what the caller's principal says.
      const app = await tx.oAuthApp.findUnique({ where: { id: credentialId }, select: { name: true } });
      return app && { name: app.name, secretHint: "" };
    }
    case "session":
      return sessionName(tx, credentialId, organizationId);
  }
}

/** Sessions go by their user, or by none where all of an organization are meant. */
async function sessionName(tx: PrismaSession, userId: string, organizationId: string) {
  if (userId === sessionUsage) {
    const found = await tx.organization.count({ where: { id: organizationId } });
    return found > 0 ? { name: "All sessions", secretHint: "" } : null;
  }
  const member = await tx.membership.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
    select: { user: { select: { name: true, email: true } } },
  });
  return member && { name: `Sessions of ${member.user.name || member.user.email}`, secretHint: "" };
}
