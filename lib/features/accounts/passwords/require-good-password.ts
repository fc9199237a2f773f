import "server-only";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { isCommonPassword } from "@/lib/platform/common-passwords";
import { faultsOf, faultText, ownPartOf } from "@/lib/platform/password-quality";
import { isBreached } from "./breached-passwords";

/** Whose password it is to be; without an `id` they are about to register. */
export type NewPasswordOwner = { id?: string; email: string; name?: string | undefined };

/**
 * Refuses passwords that are too short for this deployment, that attackers try first, or that are known from breaches
 * (NIST SP 800-63B section 3.1.1.2); throws a validation error of `field`.
 */
export async function requireGoodPassword(password: string, owner: NewPasswordOwner, field: string): Promise<void> {
  const { passwordMinLength: minLength } = runtime().settings;
  const ownTexts = await ownTextsOf(owner);
  const [fault] = faultsOf(password, { minLength, ownTexts, isListed: isCommonPassword });
  if (fault) throw invalidField(field, faultText(fault, minLength));
  if (await isBreached(password))
    throw invalidField(field, "is known from a breach of another service; choose another");
}

/** The owner's names and addresses, those of their organizations, and the deployment's. */
async function ownTextsOf({ id, email, name = "" }: NewPasswordOwner): Promise<string[]> {
  const { database, settings } = runtime();
  const organizations = id
    ? await database.prisma.organization.findMany({
        where: { memberships: { some: { userId: id } } },
        select: { name: true },
      })
    : [];
  const { hostname } = new URL(settings.publicUrl);
  return [ownPartOf(email), ownPartOf(hostname), name, ...organizations.map((organization) => organization.name)];
}
