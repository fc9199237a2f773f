import { afterEach, expect, test } from "vitest";
import { currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { catalogueHiding } from "@/lib/testing/hiding-catalogue";
import { planColumns, planGroups } from "./plan-table";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

const cellOf = (group: string, row: string, plan: string) => {
  const found = planGroups()
    .find(({ id }) => id === group)
    ?.rows.find(({ label }) => label === row);
  return found?.cells[planColumns().findIndex(({ id }) => id === plan)];
};

test("a plan shows the limits that the catalogue gives it", () => {
  expect(cellOf("prompts", "Requests per minute", "pro")).toBe("300");
  expect(cellOf("prompts", "Requests per day", "free")).toBe("1,000");
  expect(cellOf("memory", "Requests per month", "enterprise")).toBe("10,000,000");
  expect(cellOf("tokens", "Per user", "business")).toBe("5");
});

test("a plan that a product does not name shows the nearest cheaper plan's limits", () => {
  expect(cellOf("prompts", "Back to back", "starter")).toBe("10");
  expect(cellOf("memory", "Requests per minute", "business")).toBe("100");
  expect(cellOf("prompts", "Requests per day", "lifetime")).toBe("50,000");
});

test("a product without limits is unlimited on every plan", () => {
  const tunnel = planGroups().find(({ id }) => id === "tunnel");
  expect(tunnel?.rows).toEqual([{ label: "Requests", cells: planColumns().map(() => "Unlimited") }]);
});

test("every row has a cell for every plan, and products that are not counted by organization are left out", () => {
  const groups = planGroups();
  expect(groups.every(({ rows }) => rows.every(({ cells }) => cells.length === planColumns().length))).toBe(true);
  expect(groups.map(({ id }) => id)).not.toContain("dashboard");
  expect(groups.map(({ id }) => id)).not.toContain("sign-in");
});

test("a product that the operator hides is left out, and what it was beside stays", () => {
  expect(planGroups().map(({ id }) => id)).toContain("prompts");
  replaceCatalogue(catalogueHiding("prompts"));
  const shown = planGroups().map(({ id }) => id);
  expect(shown).not.toContain("prompts");
  expect(shown).toContain("memory");
});
