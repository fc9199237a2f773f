import { isPlanId, planIds, planOf } from "@/lib/access/catalogue";
import { AdminOrganizationQuery } from "@/lib/features/administration/contract";
import { changeOrganization, getOrganization, listOrganizations } from "@/lib/features/administration/organizations";
import { findOrganization } from "@/lib/features/organizations/find-organization";
import { operator } from "@/lib/tenancy/events";
import { type Command, CommandError } from "./command";
import { dayOf, pageOptions, pageTold, readBy } from "./list-page";
import { changedLimits, limitOptions, limitsTold } from "./organization-limits";
import { withRuntime } from "./with-runtime";

const takes = ["<email or id>"];
const ofWhom = "An email address stands for the personal organization of its user.";

/** All of them, newest first. */
const list: Command = {
  name: "organizations list",
  takes: [],
  options: {
    ...pageOptions,
    plan: { type: "string", shown: "--plan <plan>", means: "free, starter, pro, …" },
  },
  summary: "list organizations, newest first",
  run: ({ options, env }) => {
    return withRuntime(env, async () => {
      const query = readBy(AdminOrganizationQuery, options);
      return pageTold(
        await listOrganizations(query),
        {
          id: ({ id }) => id,
          plan: ({ plan, overridden }) => `${plan}${overridden.length > 0 ? " (own limits)" : ""}`,
          since: ({ created_at }) => dayOf(created_at),
          members: ({ members }) => `${members}`,
          keys: ({ active_keys }) => `${active_keys}`,
          "requests, 30 d": ({ requests_30d }) => requests_30d.toLocaleString("en"),
          name: ({ name }) => name,
        },
        [3, 4, 5],
      );
    });
  },
};

/** One of them, with members and limits. */
const show: Command = {
  name: "organizations show",
  takes,
  summary: "an organization with its members and limits",
  details: [ofWhom],
  run: ({ given: [who = ""], env }) =>
    withRuntime(env, async () => {
      const { data } = await getOrganization((await organizationNamed(who)).id);
      const people = data.people.map(({ email, role }) => `  ${role.padEnd(7)} ${email}`);
      const text = [
        `${data.name} (${data.id})`,
        `plan ${data.plan}, since ${dayOf(data.created_at)}, active keys: ${data.active_keys}, requests in 30 days: ${data.requests_30d.toLocaleString("en")}`,
        `\nmembers (${data.members}):\n${people.join("\n")}`,
        `\n${limitsTold(data)}`,
      ].join("\n");
      return { text, data: { ...data } };
    }),
};

/** Puts one on another plan. */
const plan: Command = {
  name: "organizations plan",
  takes: [...takes, "<plan>"],
  summary: "put an organization on a plan; its limits count from the next request",
  details: [ofWhom, "Limits of its own end with a plan that takes none."],
  run: ({ given: [who = "", wanted = ""], env }) => {
    return withRuntime(env, async () => {
      if (!isPlanId(wanted))
        throw new CommandError("usage", `there is no plan ${wanted}; plans: ${planIds().join(", ")}`);
      const { id } = await organizationNamed(who);
      const before = (await getOrganization(id)).data;
      const { data } = await changeOrganization(operator, id, { plan: wanted });
      const lost = before.overridden.length > 0 && data.overridden.length === 0 ? " Its own limits have ended." : "";
      const text = `${data.name} (${id}) is on the ${planOf(wanted).label} plan now; it was on ${planOf(before.plan).label}.${lost}`;
      return { text, data: { id, name: data.name, plan: data.plan, previous_plan: before.plan } };
    });
  },
};

/** Shows its limits, or sets those of one product. */
const limits: Command = {
  name: "organizations limits",
  takes: [...takes, "[<product>]"],
  options: limitOptions,
  summary: "show the limits of an organization, or set those of a product",
  details: ["Only some plans take limits of their own. What is not named stays as it is.", ofWhom],
  run: ({ given: [who = "", product], options, env }) => {
    return withRuntime(env, async () => {
      const change = changedLimits(product, options);
      const { id } = await organizationNamed(who);
      const before = (await getOrganization(id)).data;
      const { data } = change ? await changeOrganization(operator, id, change(before)) : { data: before };
      return { text: limitsTold(data), data: { id, name: data.name, plan: data.plan, limits: data.limits } };
    });
  },
};

/** Every command about organizations. */
export const organizationCommands: readonly Command[] = [list, show, plan, limits];

/** The one with an identifier, or the personal one of a user. */
export async function organizationNamed(emailOrId: string) {
  const organization = await findOrganization(emailOrId);
  if (!organization) throw new CommandError("refused", `no user or organization is ${emailOrId}`);
  return organization;
}
