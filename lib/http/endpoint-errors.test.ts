import { expect, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { endpointOf, isPublic } from "./contract";
import { endpointErrors } from "./endpoint-errors";

const open = contractTable.filter(isPublic);

test.each(open.map((contract) => [endpointOf(contract), contract] as const))(
  "each error of %s is told with its status, its code and a body in which that code stands",
  (_, contract) => {
    const errors = endpointErrors(contract, true);
    expect(errors.length).toBeGreaterThan(0);
    for (const { status, code, meaning, example } of errors) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(example).toContain(`"${code}"`);
      expect(meaning).toMatch(/\.$/);
    }
  },
);

test("what is wrong with a request is told in the endpoint's own words", () => {
  const create = open.find((contract) => endpointOf(contract) === "POST /v1/prompts");
  const [invalid] = create ? endpointErrors(create, false) : [];
  expect(JSON.parse(invalid?.example ?? "{}")).toEqual({
    error: {
      code: "VALIDATION_ERROR",
      message: "name: is required",
      details: [{ path: "name", message: "is required" }],
    },
  });
});

test("a missing scope is named", () => {
  const create = open.find((contract) => endpointOf(contract) === "POST /v1/prompts");
  const errors = create ? endpointErrors(create, false) : [];
  expect(errors.map(({ example }) => example).join("")).toContain("This endpoint needs the scope prompts:write");
});
