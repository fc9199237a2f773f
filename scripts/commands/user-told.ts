import type { AdminUserDetail } from "@/lib/features/administration/user-contract";
import type { CommandResult } from "./command";
import { textTable } from "./text-table";

/** A user in the words of the administration's page. */
export function userTold(user: AdminUserDetail): CommandResult {
  const { factors, access } = user;
  const ways = [
    ...(factors.password ? ["password"] : []),
    ...factors.providers.map(({ provider }) => provider),
    ...(factors.authenticator ? ["authenticator app"] : []),
    ...factors.passkeys.map(({ name }) => `passkey “${name}”`),
    ...(factors.recovery_codes_left > 0 ? [`${factors.recovery_codes_left} recovery codes`] : []),
  ];
  const facts: [string, string][] = [
    ["id", user.id],
    ["email", `${user.email}${user.email_verified ? "" : " (not proved)"}`],
    ["name", user.name],
    ["since", user.created_at],
    ["administrator", user.instance_admin ? (user.last_administrator ? "yes, the last one" : "yes") : "no"],
    ["suspended", user.suspended_at ?? "no"],
    ["signs in by", ways.join(", ") || "nothing"],
    ...Object.entries(access).map(([name, count]): [string, string] => [name.replaceAll("_", " "), `${count}`]),
  ];
  const organizations = user.memberships.map(({ id, name, role, members, on_deletion }) => [
    id,
    role,
    `${members}`,
    on_deletion,
    name,
  ]);
  const text = [
    facts.map(([name, value]) => `${name.padEnd(20)} ${value}`).join("\n"),
    textTable(["organization", "role", "members", "if deleted", "name"], organizations, [2]),
  ].join("\n\n");
  return { text, data: { ...user } };
}
