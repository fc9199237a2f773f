import { addAdmin, removeAdmin } from "./admin";
import { backup, restore } from "./backup";
import type { Command } from "./command";
import { removeFactors } from "./remove-factors";
import { resetPassword } from "./reset-password";
import { unlock } from "./unlock";

/** Every command, as the help lists them. Adding one is adding it here. */
export const commands: readonly Command[] = [
  backup,
  restore,
  addAdmin,
  removeAdmin,
  resetPassword,
  removeFactors,
  unlock,
];

/** What the commands that share a first word are about, in the list of all. */
export const groups: Readonly<Record<string, string>> = {
  admin: "who administers this deployment",
};
