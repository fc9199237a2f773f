import { makeLinkByOperator } from "@/lib/features/accounts/recovery/operator-reset";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Command } from "./command";
import { userNamed } from "./find-user";
import { withRuntime } from "./with-runtime";

/** Prints a link with which a user sets a new password, where no mail reaches them. */
export const resetPassword: Command = {
  name: "reset-password",
  takes: ["<email>"],
  summary: "print a link that sets a new password, once",
  details: ["The link sets the password, within 30 minutes, for anyone who opens it."],
  run: ({ given: [email = ""], env }) =>
    withRuntime(env, async () => {
      const user = await userNamed(email);
      const { url, expiresAt } = await makeLinkByOperator(user);
      const until = wholeSecond(expiresAt);
      const notes = user.suspendedAt ? ["The account is suspended: it cannot sign in before it is reactivated."] : [];
      const text = [
        `This link sets the password of ${user.email} for anyone who opens it, once, until ${until}:`,
        url,
        "A second factor is asked for as ever. Hand the link over in private.",
        ...notes,
      ].join("\n");
      return { text, data: { email: user.email, user_id: user.id, url, expires_at: until } };
    }),
};
