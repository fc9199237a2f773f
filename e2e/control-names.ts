import type { Page } from "playwright/test";
import { expect } from "./fixtures";

/** Holds that what each control in view is called has the words that it shows: who speaks to a computer says what they see. */
export async function expectNamesHoldTheirWords(page: Page, what: string): Promise<void> {
  expect(await page.evaluate(namesWithoutTheirWords), what).toEqual([]);
}

/** Controls whose label leaves out words in view (WCAG 2.5.3), of every role that is named after its content. */
function namesWithoutTheirWords(): string[] {
  const named =
    "button, a, summary, [role=button], [role=link], [role=tab], [role=option], [role=switch], [role=checkbox]";
  const inMenus = "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox], [role=radio], [role=treeitem]";
  const isShown = (node: Node) => node.parentElement?.closest("[aria-hidden=true], .sr-only") === null;
  const wordsIn = (element: Element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const parts: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (isShown(node)) parts.push(node.textContent ?? "");
    return parts.join(" ");
  };
  const plain = (text: string) => text.replaceAll(/\s+/g, " ").trim().toLowerCase();
  const nameOf = (element: Element) => {
    const ids = element.getAttribute("aria-labelledby")?.split(/\s+/);
    const texts = ids?.map((id) => document.getElementById(id)?.textContent ?? "");
    return texts?.join(" ") ?? element.getAttribute("aria-label");
  };
  return [...document.querySelectorAll(`${named}, ${inMenus}`)].flatMap((element) => {
    const [name, words] = [nameOf(element), plain(wordsIn(element))];
    return name === null || plain(name).includes(words) ? [] : [`${name}: ${words}`];
  });
}
