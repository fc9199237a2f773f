import { unlockByOperator } from "@/lib/features/accounts/recovery/operator-unlock";
import type { Command } from "./command";
import { userNamed } from "./find-user";
import { withRuntime } from "./with-runtime";

/** Ends the wait after many failed sign-ins to one account. */
export const unlock: Command = {
  name: "unlock",
  takes: ["<email>"],
  summary: "end the wait that failed sign-ins brought",
  run: ({ given: [email = ""], env }) =>
    withRuntime(env, async () => {
      const user = await userNamed(email);
      await unlockByOperator(user);
      const notes = user.suspendedAt ? " The account is suspended all the same." : "";
      const text = `The next sign-in to ${user.email} is looked at without a wait.${notes}`;
      return { text, data: { email: user.email, user_id: user.id } };
    }),
};
