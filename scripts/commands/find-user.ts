import { runtime } from "@/lib/access/runtime";
import { canonicalEmail } from "@/lib/platform/email-address";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { CommandError } from "./command";

/** The user with an address, who can sign in here; a refusal in one line where there is none. */
export async function userNamed(email: string) {
  if (canonicalEmail(email) === null) throw new CommandError("usage", `${email} is not an email address`);
  const user = await anyUserNamed(email);
  if (user.email.endsWith(".invalid")) {
    throw new CommandError("refused", `${email} stands for a user of a trusted issuer, who has no sign-in here`);
  }
  return user;
}

/** The user with an address or identifier, those of trusted issuers included. */
export async function anyUserNamed(emailOrId: string) {
  const { prisma } = runtime().database;
  const user =
    (await findUserByEmail(prisma, emailOrId)) ?? (await prisma.user.findUnique({ where: { id: emailOrId } }));
  if (user) return user;
  throw new CommandError(
    "refused",
    `no user has the ${emailOrId.includes("@") ? "address" : "identifier"} ${emailOrId}`,
  );
}
