import axe from "axe-core";
import type { Page } from "playwright/test";
import { expectNamesHoldTheirWords } from "./control-names";
import { expect } from "./fixtures";

const themes = ["light", "dark"] as const;
const widths = [1280, 375] as const;

/** Nothing is wider than the window, once a browser at work has drawn it at its size of now. */
export async function expectFits(page: Page, what: string): Promise<void> {
  const beyond = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(beyond, what).toBeLessThanOrEqual(0);
}

/** Nothing of what is open is wider than the window, in both themes and at both widths; `E2E_SCREENSHOTS` names a folder for pictures. */
export async function expectFitsAnywhere(page: Page, what: string): Promise<void> {
  await inBothThemes(page, what, async () => undefined);
}

/** The same, and axe finds nothing against WCAG 2.2 AA, and what each control is called holds the words that it shows. */
export async function expectLooks(page: Page, what: string): Promise<void> {
  await expectNamesHoldTheirWords(page, what);
  await inBothThemes(page, what, (theme) => expectAccessible(page, `${what}, ${theme}`));
}

async function inBothThemes(page: Page, what: string, look: (theme: string) => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      await expectFits(page, `${what}, ${theme}, ${width} px`);
      if (process.env.E2E_SCREENSHOTS) {
        await page.screenshot({ path: `${process.env.E2E_SCREENSHOTS}/${what}-${theme}-${width}.png`, fullPage: true });
      }
    }
    await look(theme);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/** Axe finds nothing against WCAG 2.2 AA; what it finds is told with the element that it is about. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // Sent by the browser's own debugger, which the page's policy does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    return inPage.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
  });
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  expect(found, what).toEqual([]);
}
