import { addAdmin, removeAdmin } from "./admin";
import { backup, restore } from "./backup";
import type { Command } from "./command";
import { removeFactors } from "./remove-factors";
import { resetPassword } from "./reset-password";
import { unlock } from "./unlock";

/** Every command, as the help lists them. Adding one is adding it here. */
export const commands: readonly Command[] = [
  addAdmin,
  removeAdmin,
  resetPassword,
  removeFactors,
  unlock,
  backup,
  restore,
];
