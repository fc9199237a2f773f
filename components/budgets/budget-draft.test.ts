import { expect, it } from "vitest";
import { notInDigits } from "@/components/ui/whole-number";
import { newBudgetOf, settingsOf, settingsProblems } from "./budget-draft";

const settings = {
  amount: "10,000",
  hard: "hard",
  thresholds: "50%, 80 100",
  mail_to: "a@example.test; b@example.test",
};

it("sends amounts, percentages and addresses as people write them", () => {
  expect(settingsOf(settings)).toEqual({
    amount: 10_000,
    hard: true,
    thresholds: [50, 80, 100],
    mail_to: ["a@example.test", "b@example.test"],
  });
});

it.each(["1e3", "-1", "1.5", ""])("takes an amount in digits alone, which “%s” is not", (amount) => {
  expect(settingsOf({ ...settings, amount }).amount).toBeNaN();
  expect(settingsProblems({ ...settings, amount })).toEqual({ amount: notInDigits });
  expect(settingsProblems(settings)).toEqual({});
});

const ofAll = {
  ...{ ...settings, name: "all", of: "organization", subject: "", product: "prompts", per: "1mo" },
  environment: "development",
};

it("counts test keys where they were chosen, and a product has any", () => {
  expect(newBudgetOf(ofAll).environment).toBe("development");
  expect(newBudgetOf({ ...ofAll, environment: "production" }).environment).toBe("production");
  expect(newBudgetOf({ ...ofAll, product: "account" }).environment).toBe("production");
});

it("sends a rolling period as such, and no subject of the organization", () => {
  const draft = { ...ofAll, subject: " cus_1 ", per: "~7d" };
  expect(newBudgetOf(draft)).toMatchObject({ of: "organization", subject: null, per: "7d", rolling: true });
  expect(newBudgetOf({ ...draft, of: "customer", per: "1mo" })).toMatchObject({
    subject: "cus_1",
    per: "1mo",
    rolling: false,
  });
});
