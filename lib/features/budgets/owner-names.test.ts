import { beforeEach, describe, expect, it, vi } from "vitest";
import { jobHandlers } from "@/lib/background";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { callApi, type Json } from "@/lib/testing/call-api";
import { createKey, createUser, makeInstanceAdmin, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { tellOfBudgets } from "./background";
import { listBudgets } from "./list-budgets";

const { open } = useTestRuntime();
const path = "/api/v1/budgets";

let admin: TestUser;
beforeEach(async () => {
  admin = await createUser({ plan: "enterprise" });
  await makeInstanceAdmin(admin);
});

const send = (target: string, body?: object, token = admin.token) =>
  callApi(target, { token, ...(body ? { body } : {}) });
const make = async (budget: object): Promise<Json> => {
  const answer = await send(`POST ${path}`, {
    ...{ name: "spend", of: "organization", product: "prompts", per: "1d", amount: 10, hard: true },
    ...budget,
  });
  expect([answer.status, answer.json.errors]).toEqual([201, undefined]);
  return answer.json.data;
};
const keyOf = (more: object = {}, user = admin) => createKey(user, { name: "CI", scopes: ["prompts:read"], ...more });

describe("whom a budget is of", () => {
  const customerOf = async (external_id: string, name = "", token = admin.token): Promise<string> =>
    (await send("POST /api/v1/customers", { external_id, name }, token)).json.data.id;
  const labels = async (token = admin.token): Promise<Record<string, string | null>> =>
    Object.fromEntries(
      (await send(`GET ${path}`, undefined, token)).json.data.map(({ name, subject_label }: Json) => [
        name,
        subject_label,
      ]),
    );

  it("is told by name: the organization, a customer with what they are called outside, a line of keys by its newest", async () => {
    const [studio, nameless] = [await customerOf("studio-7", "Studio Seven"), await customerOf("studio-8")];
    const key = await keyOf({ name: "Production key" });
    await make({ name: "all" });
    await make({ name: "studio", of: "customer", subject: studio });
    await make({ name: "nameless", of: "customer", subject: nameless });
    await make({ name: "each", of: "customer" });
    const made = await make({ name: "key", of: "key", subject: key.id });
    expect(made).toMatchObject({ subject: key.id, subject_label: "Production key" });
    const rotated = await send(`POST /api/v1/api-keys/${key.id}/rotate`, {});
    const renamed = await send(`PATCH /api/v1/api-keys/${rotated.json.data.id}`, { name: "Production key 2" });
    expect([rotated.status, renamed.status]).toEqual([201, 200]);
    const { name } = await open().database.prisma.organization.findUniqueOrThrow({
      where: { id: admin.principal.organizationId },
    });
    expect(await labels()).toEqual({
      ...{ all: name, studio: "Studio Seven (studio-7)", nameless: "studio-8", each: null, key: "Production key 2" },
    });
    expect((await send(`GET ${path}/${made.id}`)).json.data.subject_label).toBe("Production key 2");
    expect((await send(`DELETE /api/v1/customers/${nameless}`)).status).toBe(204);
    expect((await labels()).nameless).toBeNull();
  });

  it("is never told by the name of another organization's key or customer of the same id", async () => {
    const stranger = await createUser();
    await makeInstanceAdmin(stranger);
    const [theirs, key] = [await customerOf("theirs", "Theirs", stranger.token), await keyOf({}, stranger)];
    const one = await make({ name: "customer", of: "customer" });
    const other = await make({ name: "key", of: "key" });
    const { prisma } = open().database;
    // As if the identifier had been let in.
    await prisma.budget.update({ where: { id: one.id }, data: { subject: theirs } });
    await prisma.budget.update({ where: { id: other.id }, data: { subject: key.id } });
    expect(await labels()).toEqual({ customer: null, key: null });
  });

  it("is told to a management key by name where that may read customers or keys, and by id alone where it may not", async () => {
    const [studio, key] = [await customerOf("studio-7", "Studio Seven"), await keyOf({ name: "Production key" })];
    const manager = await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:catalogue:read"] });
    await make({ name: "customer", of: "customer", subject: studio });
    await make({ name: "key", of: "key", subject: key.id });
    await make({ name: "manager", of: "key", subject: manager.data.id });
    const toldTo = async (...scopes: string[]) => {
      const { key: secret } = await createManagementKey(admin.principal, {
        name: "Reader",
        scopes: ["manage:limits:read", ...scopes],
      });
      return labels(secret);
    };
    const [customer, production] = ["Studio Seven (studio-7)", "Production key"];
    expect(await labels()).toEqual({ customer, key: production, manager: "Backend" });
    expect(await toldTo()).toEqual({ customer: null, key: null, manager: null });
    expect(await toldTo("manage:customers:read")).toEqual({ customer, key: null, manager: null });
    expect(await toldTo("manage:keys:read")).toEqual({ customer: null, key: production, manager: null });
  });

  it("is read for a whole page of budgets by one query", async () => {
    for (const n of [1, 2, 3]) await make({ name: `key-${n}`, of: "key", subject: (await keyOf()).id });
    const asked = vi.spyOn(open().database.prisma, "$queryRaw");
    const { data } = await listBudgets(admin.principal, { limit: 10 });
    expect(data.map(({ subject_label }) => subject_label)).toEqual(["CI", "CI", "CI"]);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  it("is told by name in its alerts and its mail, with the id beside, and in the webhook's body by id as ever", async () => {
    const studio = await customerOf("studio-7", "Studio Seven");
    const { id } = await make({ of: "customer", amount: 2, thresholds: [50], mail_to: ["named@example.test"] });
    const { secret } = await keyOf({ customer_id: studio });
    expect((await send("GET /v1/prompts", undefined, secret)).status).toBe(200);
    await tellOfBudgets();
    await open().jobs.runDue(jobHandlers);
    const alerts = (await send(`GET ${path}/${id}/alerts`)).json.data;
    expect(alerts).toMatchObject([{ owner: studio, owner_label: "Studio Seven (studio-7)", percent: 50 }]);
    const [mail] = await open().database.prisma.mail.findMany({ where: { recipient: "named@example.test" } });
    expect(mail?.text).toContain(`the customer "Studio Seven (studio-7)" (${studio}) has used 1 of 2.`);
    const [event] = await open().database.prisma.event.findMany({
      where: { subjectId: id, type: "budget.threshold_reached" },
    });
    expect(event?.data).toMatchObject({ owner: studio });
    expect(JSON.stringify(event?.data)).not.toContain("Studio Seven");
  });
});
