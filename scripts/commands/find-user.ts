import { runtime } from "@/lib/access/runtime";
import { canonicalEmail } from "@/lib/platform/email-address";
import { findUserByEmail } from "@/lib/tenancy/find-user";
import { CommandError } from "./command";

/** The user with an address, who can sign in here; a refusal in one line where there is none. */
export async function userNamed(email: string) {
  if (canonicalEmail(email) === null) throw new CommandError("usage", `${email} is not an email address`);
  const user = await findUserByEmail(runtime().database.prisma, email);
  if (!user) throw new CommandError("refused", `no user has the address ${email}`);
  if (user.email.endsWith(".invalid")) {
    throw new CommandError("refused", `${email} stands for a user of a trusted issuer, who has no sign-in here`);
  }
  return user;
}
