import type { Page } from "playwright/test";

/** A frame: where the middle of the dialog stood, in pixels from the left, and the overflow of the page below. */
type Frame = { center: number; overflow: string };

/** Notes each frame in which a dialog is there, from its first one on; what is returned tells of those so far. */
export async function watchDialog(page: Page): Promise<() => Promise<Frame[]>> {
  const frames = await page.evaluateHandle(() => {
    const seen: Frame[] = [];
    const look = () => {
      const box = document.querySelector("[role=dialog]")?.getBoundingClientRect();
      const { overflow } = getComputedStyle(document.body);
      if (box) seen.push({ center: Math.round(2 * box.left + box.width) / 2, overflow });
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  return () => frames.jsonValue();
}
