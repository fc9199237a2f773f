import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright/test";
import { expectNamesHoldTheirWords } from "./control-names";
import { expect } from "./fixtures";

/** Each page that is looked at reads it: the short form, in half the time. */
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const themes = ["light", "dark"] as const;
const widths = [1280, 375] as const;
/** What a window of 1280 pixels has left at 200 % and at 400 %: WCAG 2.2, 1.4.4 and 1.4.10. */
const zoomedWidths = [640, 320] as const;

/** Nothing is wider than the window, once a browser at work has drawn it at its size of now. */
export async function expectFits(page: Page, what: string): Promise<void> {
  await expect.poll(() => page.evaluate(partsBeyond), what).toEqual([]);
}

/** What makes the page wider than the window, innermost last; nothing where it is not wider. */
function partsBeyond(): string[] {
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (part) => part.getBoundingClientRect().right > window.innerWidth,
  );
  return ["the page", ...wide.slice(-8).map(({ outerHTML }) => outerHTML.slice(0, 160))];
}

/** All of the next, and what each control is called holds the words that it shows. */
export async function expectLooks(page: Page, what: string): Promise<void> {
  await expectNamesHoldTheirWords(page, what);
  await expectAccessibleAnywhere(page, what);
}

/**
 * Nothing is wider than the window, also zoomed, and axe finds nothing against WCAG 2.2 AA `within` the page, in both themes
 * and at both widths. `E2E_SCREENSHOTS` names a folder for pictures.
 */
export async function expectAccessibleAnywhere(page: Page, what: string, within = "html"): Promise<void> {
  // Sent by the browser's own debugger, which the page's policy does not bind.
  await page.evaluate(axeSource);
  await atEveryWidth(page, what, (view) => expectAccessible(page, what, view, within));
}

type View = { theme: (typeof themes)[number]; width: number };

/** One page, loaded once: its theme is an attribute, its width the window's. */
async function atEveryWidth(page: Page, what: string, look: (view: View) => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  const chosen = await page.evaluate(() => document.documentElement.dataset.theme);
  await holdStill(page);
  // Rows of the answer before are pale until the next one is there.
  await expect(page.locator('[aria-busy="true"]').getByRole("table", { includeHidden: true })).toHaveCount(0);
  for (const width of zoomedWidths) {
    await page.setViewportSize({ width, height: 800 });
    await expectFits(page, `${what}, ${width} px`);
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await expectFits(page, `${what}, ${width} px`);
    for (const theme of themes) {
      await setTheme(page, theme);
      if (process.env.E2E_SCREENSHOTS) {
        await page.screenshot({ path: `${process.env.E2E_SCREENSHOTS}/${what}-${theme}-${width}.png`, fullPage: true });
      }
      await look({ theme, width });
    }
  }
  await setTheme(page, chosen);
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  if (before) await page.setViewportSize(before);
}

/**
 * Lets colours change at once, since axe would measure one on its way to the other theme's, and has parts drawn that are
 * out of view. A sheet made by script is none that the page's policy forbids.
 */
async function holdStill(page: Page): Promise<void> {
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync(
      "*, ::before, ::after { transition: none !important; animation: none !important; content-visibility: visible !important }",
    );
    document.adoptedStyleSheets = [still];
  });
}

function setTheme(page: Page, theme: string | undefined): Promise<void> {
  return page.evaluate((wanted) => {
    if (wanted) document.documentElement.dataset.theme = wanted;
    else delete document.documentElement.dataset.theme;
  }, theme);
}

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Of the dark theme colours alone are looked at: all else is the same as in the light one. What is found is told with its element. */
async function expectAccessible(page: Page, what: string, { theme, width }: View, within: string): Promise<void> {
  const runOnly = theme === "light" ? everything : ["color-contrast"];
  const { violations } = await page.evaluate(
    ([part, only]) => {
      // The page has it from a script that was put in.
      const { axe: inPage } = window as unknown as { axe: typeof axe };
      return inPage.run(part, { runOnly: only, resultTypes: ["violations"] });
    },
    [within, runOnly] as const,
  );
  const found = violations.flatMap(({ nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${html.slice(0, 200)}: ${failureSummary}`),
  );
  expect(found.slice(0, 20), `${what}, ${theme}, ${width} px, ${found.length} in all`).toEqual([]);
}
