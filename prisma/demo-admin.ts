import "server-only";
import type { Runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { lockAdministratorsAnd } from "@/lib/tenancy/administrators";
import { operator, recordEvent } from "@/lib/tenancy/events";
import { reopenSetUp } from "@/lib/tenancy/set-up-token";
import { demoOrganizations } from "./demo-organizations";

/** The largest organization's owner. */
const email = demoOrganizations.at(-1)?.person.email ?? "";

/**
 * Lets a demo account administer the deployment while it runs as a demo without another administrator who could sign in;
 * returns the account's address, null where somebody else does.
 */
export async function lendAdministration({ changes }: Pick<Runtime, "changes">): Promise<string | null> {
  return changes.commit(async (tx) => {
    const { id } = await tx.user.findUniqueOrThrow({ where: { email } });
    const { ids } = await lockAdministratorsAnd(tx, id);
    if (ids.some((administrator) => administrator !== id)) return { result: null, subjects: [] };
    if (!ids.includes(id)) await change(tx, id, true);
    return { result: email, subjects: [`user:${id}`] };
  });
}

/**
 * Takes it back before a start that is no demo: the account's password is public. Where nobody else administers the
 * deployment, the start offers a set-up link again.
 */
export async function takeBackAdministration({ changes }: Pick<Runtime, "changes">): Promise<void> {
  await changes.commit(async (tx) => {
    const lent = await tx.user.findFirst({ where: { email, instanceAdmin: true } });
    if (!lent) return { result: undefined, subjects: [] };
    const { ids } = await lockAdministratorsAnd(tx, lent.id);
    await change(tx, lent.id, false);
    if (ids.every((administrator) => administrator === lent.id)) await reopenSetUp(tx);
    return { result: undefined, subjects: [`user:${lent.id}`] };
  });
}

async function change(tx: PrismaSession, id: string, instanceAdmin: boolean): Promise<void> {
  await tx.user.update({ where: { id }, data: { instanceAdmin } });
  await recordEvent(tx, {
    type: "user.admin_changed",
    organizationId: id,
    environment: "production",
    actorId: operator,
    subjectId: id,
    data: { user_id: id, instance_admin: instanceAdmin, by: "demo", outcome: "success" },
  });
}
