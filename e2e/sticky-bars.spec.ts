import type { Page } from "playwright/test";
import { bearer, expect, test } from "./fixtures";

// More than a window shows at either width.
const made = 40;

test("no bar that stays in view covers what has the focus: over a long list with selected rows, by Tab and back", async ({
  signedIn: page,
  request,
  account,
}) => {
  for (let number = 0; number < made; number += 1) {
    const name = `Key ${String(number).padStart(2, "0")}`;
    const data = { name, environment: "development", scopes: ["read:memories"] };
    const response = await request.post("/api/v1/api-keys", { data, ...bearer(account.token) });
    expect(response.status(), await response.text()).toBe(201);
  }
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 700 });
    await page.goto("/dashboard/api-keys?sort=name");
    const box = page.getByRole("checkbox", { name: /^Select Key 05 / });
    await expect(box).toBeVisible();
    await page.waitForLoadState("networkidle");
    // The lowest box that is seen whole: the bar that ticking it brings stands where it was.
    await box.evaluate((one) => one.scrollIntoView({ block: "end" }));
    await box.focus();
    await expect.poll(() => coveringFocus(page), `before it is ticked, ${width} px`).toBeNull();
    await page.keyboard.press("Space");
    await expect(page.getByRole("region", { name: "Selected keys" })).toBeVisible();
    await expect.poll(() => coveringFocus(page), `ticked, ${width} px`).toBeNull();
    for (const key of ["Tab", "Shift+Tab"]) await goThrough(page, key, width);
  }
});

/** So many steps that a window's height is left behind several times. */
const steps = 70;

async function goThrough(page: Page, key: string, width: number): Promise<void> {
  const met = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key);
    const covering = await coveringFocus(page);
    if (covering !== null) await expect.poll(() => coveringFocus(page), `${key} ${step}, ${width} px`).toBeNull();
    met.add(await page.evaluate(placeOfFocus));
  }
  // It went on, and not around one place.
  expect(met.size, `${key}, ${width} px`).toBeGreaterThan(steps / 3);
}

/** Where in the document what has the focus stands. */
function placeOfFocus(): string {
  const { left, top } = document.activeElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
  return `${Math.round(left + window.scrollX)} ${Math.round(top + window.scrollY)}`;
}

/**
 * What covers all of what has the focus, of its middle and its corners, or null: WCAG 2.2, 2.4.11 asks for a part of it to be seen. What has the
 * focus beyond the window's edge is covered by the edge.
 */
function coveringFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused.closest("[aria-hidden=true], nextjs-portal")) return null;
    // A window of its own, or one that takes the whole view, is the place itself.
    if (focused.matches("main")) return null;
    const { left, right, top, bottom } = focused.getBoundingClientRect();
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + 2, top + 2],
      [right - 2, top + 2],
      [left + 2, bottom - 2],
      [right - 2, bottom - 2],
    ];
    const over = points.map(([x = 0, y = 0]) => document.elementFromPoint(x, y));
    const isSeen = over.some(
      (one) =>
        one !== null && (focused.contains(one) || one.contains(focused) || one.closest("label")?.contains(focused)),
    );
    const [middle] = over;
    return isSeen
      ? null
      : `${focused.outerHTML.slice(0, 120)} under ${middle ? middle.outerHTML.slice(0, 120) : "the edge"}`;
  });
}
