import { afterEach, expect, test } from "vitest";
import { currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { catalogueHiding } from "@/lib/testing/hiding-catalogue";
import { shownGroups } from "./navigation";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

const labels = () => shownGroups().flatMap(({ pages }) => pages.map(({ label }) => label));

test("the pages of a product that the operator hides are left out, and no others", () => {
  const before = labels();
  const ofPrompts = ["Prompts", "Evaluations", "Reports"];
  expect(before).toEqual(expect.arrayContaining([...ofPrompts, "Memories"]));
  replaceCatalogue(catalogueHiding("prompts"));
  expect(labels()).toEqual(before.filter((label) => !ofPrompts.includes(label)));
});

test("a group of which every product is hidden is left out whole", () => {
  replaceCatalogue(catalogueHiding("prompts", "memory"));
  const ids = shownGroups().map(({ id }) => id);
  expect(ids).not.toContain("products");
  expect(ids).toContain("platform");
});
