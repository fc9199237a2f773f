import { reactivate, suspend } from "@/lib/features/administration/change-user-state";
import { deleteUser } from "@/lib/features/administration/delete-user";
import { AdminUserQuery } from "@/lib/features/administration/user-contract";
import { getUser } from "@/lib/features/administration/user-detail";
import { endUserSessions } from "@/lib/features/administration/user-sessions";
import { listUsers } from "@/lib/features/administration/users";
import { operator } from "@/lib/tenancy/events";
import type { Command, CommandCall, CommandResult } from "./command";
import { anyUserNamed } from "./find-user";
import { dayOf, pageOptions, pageTold, readBy } from "./list-page";
import { userTold } from "./user-told";
import { withRuntime } from "./with-runtime";

const takes = ["<email or id>"];

/** Everybody, newest first. */
const list: Command = {
  name: "users list",
  takes: [],
  options: {
    ...pageOptions,
    admins: { type: "boolean", shown: "--admins", means: "administrators of this deployment alone" },
    suspended: { type: "boolean", shown: "--suspended", means: "suspended ones alone" },
  },
  summary: "list users, newest first",
  run: ({ options: { admins, suspended, ...page }, env }) => {
    const query = readBy(AdminUserQuery, {
      ...page,
      ...(admins ? { admins: "true" } : {}),
      ...(suspended ? { suspended: "true" } : {}),
    });
    return withRuntime(env, async () =>
      pageTold(await listUsers(query), {
        id: ({ id }) => id,
        email: ({ email }) => email,
        since: ({ created_at }) => dayOf(created_at),
        is: (user) => statesOf(user).join(", "),
        name: ({ name }) => name,
      }),
    );
  },
};

function statesOf(user: { instance_admin: boolean; suspended_at: string | null; email_verified: boolean }): string[] {
  return [
    ...(user.instance_admin ? ["administrator"] : []),
    ...(user.suspended_at ? ["suspended"] : []),
    ...(user.email_verified ? [] : ["unproved"]),
  ];
}

/** One of them, with what a suspension or deletion would end. */
const show: Command = {
  name: "users show",
  takes,
  summary: "how a user signs in, and what a suspension or deletion would end",
  run: (call) => onUser(call, async ({ id }) => userTold((await getUser(id)).data)),
};

/** Keeps them out. */
const suspendCommand: Command = {
  name: "users suspend",
  takes,
  confirms: true,
  summary: "keep a user out until they are reactivated",
  details: [
    "Their sessions and the grants of apps end for good. Personal access tokens and",
    "keys without scopes do not work meanwhile. Keys with scopes go on.",
  ],
  run: (call) =>
    onUser(call, async ({ id, email, suspendedAt }) => {
      if (!suspendedAt) await call.confirm(`Suspend ${email}: their sessions and the grants of apps end.`);
      const { data } = await suspend(operator, id);
      const text = suspendedAt ? `${email} is suspended already.` : `${email} is suspended.`;
      return { text, data: { ...named(data), suspended_at: data.suspended_at, changed: !suspendedAt } };
    }),
};

/** Lets them in again. */
const reactivateCommand: Command = {
  name: "users reactivate",
  takes,
  summary: "let a suspended user in again",
  run: (call) =>
    onUser(call, async ({ id, email, suspendedAt }) => {
      const { data } = await reactivate(operator, id);
      const text = suspendedAt ? `${email} can sign in again.` : `${email} is not suspended.`;
      return { text, data: { ...named(data), suspended_at: null, changed: suspendedAt !== null } };
    }),
};

/** Ends all their sessions. */
const signOut: Command = {
  name: "users sign-out",
  takes,
  summary: "end every session of a user; they can sign in again",
  run: (call) =>
    onUser(call, async ({ id, email }) => {
      const { sessions } = (await getUser(id)).data.access;
      await endUserSessions(operator, id);
      const text = sessions === 0 ? `${email} was not signed in.` : `${email} is signed out (sessions: ${sessions}).`;
      return { text, data: { id, email, sessions } };
    }),
};

/** Deletes them as they could themselves. */
const remove: Command = {
  name: "users delete",
  takes,
  confirms: true,
  summary: "delete a user, and the organizations in which they are alone",
  details: ["Refused for the last administrator, and while others depend on the user."],
  run: (call) =>
    onUser(call, async ({ id, email }) => {
      const { memberships } = (await getUser(id)).data;
      const alone = memberships.filter(({ on_deletion }) => on_deletion === "deleted");
      const lost = alone.map(({ name, id: organization }) => `${name} (${organization})`).join(", ");
      await call.confirm(`Delete ${email} for good${lost ? `, with ${lost}` : ""}.`);
      await deleteUser(operator, id);
      const organizations = alone.map((one) => ({ id: one.id, name: one.name }));
      return { text: `${email} is deleted.`, data: { id, email, organizations_deleted: organizations } };
    }),
};

/** Every command about users. */
export const userCommands: readonly Command[] = [list, show, suspendCommand, reactivateCommand, signOut, remove];

type User = Awaited<ReturnType<typeof anyUserNamed>>;

function onUser({ given: [who = ""], env }: CommandCall, work: (user: User) => Promise<CommandResult>) {
  return withRuntime(env, async () => work(await anyUserNamed(who)));
}

function named({ id, email }: { id: string; email: string }) {
  return { id, email };
}
