import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser, type TestUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { findChoices } from "./choices";
import { type ChoiceQuery, offeredChoices } from "./contract";

useTestRuntime();

const create = async ({ token }: TestUser, path: string, body: object) =>
  (await callApi(`POST /v1/${path}`, { token, body })).json.id as string;
const namesOf = async ({ principal }: TestUser, query: ChoiceQuery) =>
  (await findChoices(principal, query)).data.map(({ name, count }) => `${name} ${count}`);

it("any prompt with a version can be found, however many are newer", async () => {
  const [user, stranger] = [await createUser({ plan: "pro" }), await createUser()];
  const id = await create(user, "prompts", { name: "The first", content: "x" });
  await create(user, "prompts", { name: "The first without a text" });
  const { prisma } = runtime().database;
  const { nameFolded: _made, ...row } = await prisma.prompt.findUniqueOrThrow({ where: { id } });
  await prisma.prompt.createMany({
    data: Array.from({ length: 150 }, (_, place) => ({
      ...row,
      id: randomUUID(),
      name: `Later ${place}`,
      createdAt: new Date(row.createdAt.getTime() + 1_000 + place),
    })),
  });
  expect(await namesOf(user, { of: "prompts", search: "first" })).toEqual(["The first 1"]);
  expect(await namesOf(user, { of: "prompts", id })).toEqual(["The first 1"]);
  expect(await namesOf(user, { of: "prompts" })).toHaveLength(offeredChoices);
  expect(await namesOf(stranger, { of: "prompts", id })).toEqual([]);
  expect(await namesOf(stranger, { of: "prompts" })).toEqual([]);
});

it("datasets are offered with their rows, empty ones not at all", async () => {
  const user = await createUser();
  const rows = [{ variables: { name: "Ada" } }, { variables: { name: "Bob" } }];
  await create(user, "datasets", { name: "People", rows });
  await create(user, "datasets", { name: "People to come", rows: [] });
  expect(await namesOf(user, { of: "datasets", search: "people" })).toEqual(["People 2"]);
});
