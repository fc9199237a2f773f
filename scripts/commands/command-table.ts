import { doctor } from "@/scripts/commands/doctor/doctor";
import { addAdmin, removeAdmin } from "./admin";
import { auditVerify } from "./audit";
import { backup, restore } from "./backup";
import { catalogueCommands } from "./catalogue";
import type { Command } from "./command";
import { config } from "./config";
import { domainCommands } from "./domains";
import { keyCommands } from "./keys";
import { mailTest } from "./mail-test";
import { migrate } from "./migrate";
import { organizationCommands } from "./organizations";
import { reconcile } from "./reconcile";
import { removeFactors } from "./remove-factors";
import { resetPassword } from "./reset-password";
import { secretCommands } from "./secrets";
import { signingKeyCommands } from "./signing-keys";
import { start } from "./start";
import { unlock } from "./unlock";
import { userCommands } from "./users";

/** Every command, as the help lists them. Adding one is adding it here. */
export const commands: readonly Command[] = [
  start,
  config,
  doctor,
  migrate,
  backup,
  restore,
  addAdmin,
  removeAdmin,
  resetPassword,
  removeFactors,
  unlock,
  ...userCommands,
  ...organizationCommands,
  ...catalogueCommands,
  ...keyCommands,
  ...domainCommands,
  ...signingKeyCommands,
  ...secretCommands,
  auditVerify,
  reconcile,
  mailTest,
];

/** What the commands that share a first word are about, in the list of all. */
export const groups: Readonly<Record<string, string>> = {
  admin: "who administers this deployment",
  users: "list, show, suspend, reactivate, sign out, delete",
  organizations: "list, show, set plan and limits",
  "signing-keys": "list and rotate what signs OAuth access tokens",
  audit: "verify the audit log",
  mail: "the mail server",
  secrets: "status, reseal, rotate, forget",
};

/** First words that stand on one line of the list of all, so that it fits a page. */
export const joined: readonly { words: readonly string[]; summary: string }[] = [
  { words: ["diff", "apply", "export"], summary: "compare, put in place or write the catalogue of products" },
  { words: ["keys", "domains"], summary: "list and revoke API keys, list and release domains" },
];
