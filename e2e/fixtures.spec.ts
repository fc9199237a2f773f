import { expect, test } from "./fixtures";

const address = "http://streamed.latchkey.test/";
const hidden = '<div hidden id="S:1"><p>Streamed</p></div>';

for (const [what, place] of [
  ["failed after it was begun", '<!--$!--><template id="B:1"></template><p>Loading</p><!--/$-->'],
  ["is drawn by React itself", "<p>Drawn</p>"],
] as const) {
  test(`a page is whole although a part of it ${what}`, async ({ page }) => {
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: `<body>${place}${hidden}` }));
    await page.goto(address);
    await expect(page.locator("[id='S:1']")).toHaveCount(1);
  });
}

test("a page is not whole until what was streamed has taken its place", async ({ page }) => {
  const body = `<body><!--$?--><template id="B:1"></template><p>Loading</p><!--/$-->${hidden}`;
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body }));
  let isOpen = false;
  const opened = page.goto(address).then(() => {
    isOpen = true;
  });
  await expect(page.getByText("Loading")).toBeVisible();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(isOpen).toBe(false);
  await page.evaluate(() => document.getElementById("S:1")?.remove());
  await opened;
});
