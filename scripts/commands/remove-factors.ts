import { removeFactorsByOperator } from "@/lib/features/accounts/factors/operator-removal";
import { type Command, CommandError } from "./command";
import { userNamed } from "./find-user";
import { withRuntime } from "./with-runtime";

/** Lets a user in again who has lost their app, their passkeys and their recovery codes. */
export const removeFactors: Command = {
  name: "remove-factors",
  takes: ["<email>"],
  summary: "let a user in who has lost every second factor",
  details: ["Their app, passkeys and recovery codes go, and their sessions end."],
  confirms: true,
  run: ({ given: [email = ""], env, confirm }) =>
    withRuntime(env, async () => {
      const user = await userNamed(email);
      await confirm(`Remove every second factor of ${user.email}, and end their sessions.`);
      if (!(await removeFactorsByOperator(user.id))) {
        throw new CommandError("refused", `${user.email} has no second factor`);
      }
      const way = user.passwordHash === null ? " Without a password: reset-password prints a link to set one." : "";
      const text = `${user.email} signs in without a second factor now, and is signed out everywhere.${way}`;
      return { text, data: { email: user.email, user_id: user.id } };
    }),
};
