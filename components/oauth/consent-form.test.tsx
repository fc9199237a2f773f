import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ConsentView } from "@/lib/features/oauth/authorized-app-contract";
import { renderOutside } from "@/lib/testing/render-page";
import { ConsentForm } from "./consent-form";

const view: ConsentView = {
  app: {
    name: "Planner",
    description: "",
    homepageUrl: null,
    publisher: "Acme",
    verified: false,
    dynamic: false,
  },
  email: "ada@example.test",
  scopes: [{ id: "organization:admin", description: "Manage the organization", access: "admin" }],
  organizations: [
    { id: "org_1", name: "Mine", withheld: [] },
    { id: "org_2", name: "Theirs", withheld: ["organization:admin"] },
  ],
  organizationId: "org_1",
  returnsTo: "planner.example",
};

const show = () => renderOutside(<ConsentForm view={view} action="/oauth/consent" here="/oauth/authorize" />, "/");
const allow = () => screen.getByRole<HTMLButtonElement>("button", { name: "Allow" });

it("says who asks for what, and that an app is not verified", () => {
  show();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Let Planner act for you?");
  expect(screen.getByText(/This app is not verified/)).toBeDefined();
  expect(screen.getByText("Manage the organization")).toBeDefined();
});

it("posts the decision with the organization that was chosen, and allows nothing that cannot be given there", async () => {
  show();
  const { form } = allow();
  expect([form?.method, form?.getAttribute("action"), allow().name, allow().value]).toEqual([
    ...["post", "/oauth/consent", "decision", "allow"],
  ]);
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "In the organization" }), "org_2");
  expect(new FormData(form ?? undefined).get("organization")).toBe("org_2");
  expect(allow().getAttribute("aria-disabled")).toBe("true");
  expect(
    screen.getByText("There is nothing here that you could allow in this organization.", { exact: false }),
  ).toBeDefined();
});

it("is sent once, however often a button is pressed", () => {
  show();
  const { form } = allow();
  const submit = () => form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  expect([submit(), submit()]).toEqual([true, false]);
});
