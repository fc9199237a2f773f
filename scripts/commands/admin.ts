import { setInstanceAdmin } from "@/lib/features/administration/users";
import { operator } from "@/lib/tenancy/events";
import type { Command, CommandResult } from "./command";
import { userNamed } from "./find-user";
import { withRuntime } from "./with-runtime";

/** Makes a user an administrator of the deployment. */
export const addAdmin: Command = {
  name: "admin add",
  takes: ["<email>"],
  summary: "make a user an administrator of this deployment",
  run: ({ given: [email = ""], env }) => withRuntime(env, () => setAdministrator(email, true)),
};

/** Takes that away again, but never from the last one. */
export const removeAdmin: Command = {
  name: "admin remove",
  takes: ["<email>"],
  summary: "make an administrator a user like others; never the last one",
  run: ({ given: [email = ""], env }) => withRuntime(env, () => setAdministrator(email, false)),
};

async function setAdministrator(email: string, administrator: boolean): Promise<CommandResult> {
  const user = await userNamed(email);
  await setInstanceAdmin(operator, user.id, administrator);
  const changed = user.instanceAdmin !== administrator;
  const before = changed ? "now" : "already";
  const text = administrator
    ? `${user.email} is an administrator of this deployment ${before}.`
    : `${user.email} is ${changed ? "no administrator of this deployment any more" : "no administrator of this deployment"}.`;
  return { text, data: { email: user.email, user_id: user.id, administrator, changed } };
}
