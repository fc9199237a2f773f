import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { OrganizationSwitcher } from "./organization-switcher";

it("the switcher's name says what it is and holds all the words that it shows", () => {
  renderPage(<OrganizationSwitcher current={{ name: "Paper Mill", planLabel: "Pro" }} organizations={[]} />);
  expect(screen.getByRole("button", { name: /^Organization: Paper Mill\s*Pro$/ })).toBeDefined();
  expect(screen.getByRole("button").hasAttribute("aria-label")).toBe(false);
});
