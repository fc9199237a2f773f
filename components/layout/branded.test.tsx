import { render, screen, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { contentWith } from "@/lib/access/catalogue-content";
import { compileCatalogue, contentOf, currentCatalogue, replaceCatalogue } from "@/lib/access/catalogue-snapshot";
import { BrandFooter } from "./brand-links";
import { HeldCatalogue } from "./held-catalogue";
import { LogoMark } from "./logo-mark";
import { PublicFooter } from "./public-footer";

const shipped = currentCatalogue();
afterEach(() => replaceCatalogue(shipped));

const logo = `data:image/svg+xml;base64,${btoa("<svg></svg>")}`;
const links = { terms: "https://pictor.example/terms", support: "mailto:help@pictor.example" };
const branded = (branding: object) => compileCatalogue(contentWith({ version: 1, branding }), 7);

it("shows the operator's name and logo in their places, and their links at the foot", () => {
  replaceCatalogue(branded({ name: "<b>Pictor</b>", logo, links }));
  const { container } = render(<LogoMark />);
  expect(container.textContent).toBe("<b>Pictor</b>");
  expect(container.querySelector("img")?.getAttribute("src")).toBe("/branding/logo?v=7");
  const foot = within(render(<PublicFooter theme="light" />).container);
  expect(foot.getByText("<b>Pictor</b>")).toBeDefined();
  expect(foot.getByRole("link", { name: "Terms" }).getAttribute("href")).toBe(links.terms);
  expect(foot.getByRole("link", { name: "Support" }).getAttribute("href")).toBe(links.support);
  expect(foot.queryByRole("link", { name: "Privacy" })).toBeNull();
});

it("shows the product's own where nothing is said, and no foot without links", () => {
  const { container } = render(<LogoMark />);
  expect([container.textContent, container.querySelector("img")]).toEqual(["Latchkey", null]);
  expect(render(<BrandFooter />).container.textContent).toBe("");
});

it("is the same in the browser, which is given no image but its address", () => {
  const server = branded({ name: "Pictor", logo });
  render(
    <HeldCatalogue revision={server.revision} content={contentOf(server)}>
      <LogoMark />
    </HeldCatalogue>,
  );
  expect(screen.getByText("Pictor")).toBeDefined();
  expect(document.querySelector("img")?.getAttribute("src")).toBe("/branding/logo?v=7");
  expect(document.body.innerHTML).not.toContain("base64");
});
