import type { Page } from "playwright/test";

/** A frame: where the middle of a dialog stood, in pixels from the left, the overflow of the page below, and how wide it is. */
type Frame = { center: number | null; overflow: string; mainWidth: number | undefined };

/** Notes each frame from now on; what is returned tells of those so far. `center` is null while no dialog is there. */
export async function watchDialog(page: Page): Promise<() => Promise<Frame[]>> {
  const frames = await page.evaluateHandle(() => {
    const seen: Frame[] = [];
    const look = () => {
      const box = document.querySelector("[role=dialog]")?.getBoundingClientRect();
      const { overflow } = getComputedStyle(document.body);
      const center = box ? Math.round(2 * box.left + box.width) / 2 : null;
      seen.push({ center, overflow, mainWidth: document.querySelector("main")?.getBoundingClientRect().width });
      requestAnimationFrame(look);
    };
    look();
    return seen;
  });
  return () => frames.jsonValue();
}
