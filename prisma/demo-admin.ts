import "server-only";
import type { Runtime } from "@/lib/access/runtime";
import { demoOrganizations } from "./demo-organizations";

/** The largest organization's owner. */
const email = demoOrganizations.at(-1)?.person.email ?? "";

/**
 * Lets a demo account administer the deployment while it runs as a demo without another administrator; returns the
 * account's address, null where somebody else does.
 */
export async function lendAdministration({ changes }: Pick<Runtime, "changes">): Promise<string | null> {
  return changes.commit(async (tx) => {
    const others = await tx.user.count({ where: { instanceAdmin: true, NOT: { email } } });
    if (others > 0) return { result: null, subjects: [] };
    const { id } = await tx.user.update({ where: { email }, data: { instanceAdmin: true } });
    return { result: email, subjects: [`user:${id}`] };
  });
}

/** Takes it back before a start that is no demo: the account's password is public. */
export async function takeBackAdministration({ changes }: Pick<Runtime, "changes">): Promise<void> {
  await changes.commit(async (tx) => {
    const lent = await tx.user.findMany({ where: { email, instanceAdmin: true }, select: { id: true } });
    if (lent.length > 0) await tx.user.updateMany({ where: { email }, data: { instanceAdmin: false } });
    return { result: undefined, subjects: lent.map(({ id }) => `user:${id}`) };
  });
}
