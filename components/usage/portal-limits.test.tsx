import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { PortalLimitsCard } from "./portal-limits";

function open(body: object) {
  answerCalls(() => ({ status: 200, body }));
  renderPage(<PortalLimitsCard />);
}

it("says what is left of the customer's credits, also where they have no limits of their own", async () => {
  const refill = { amount: 5_000, every: "7d", on: null, at: "2026-07-01T00:00:00Z" };
  open({ data: [], credits: { remaining: 1_200, refill } });
  expect((await screen.findByText("Credits:")).parentElement?.textContent).toMatch(
    /^Credits: 1,200 left; refilled to 5,000 every 7 days.*Next refill/,
  );
  expect(screen.queryByText("No limits of your own are set.")).toBeNull();
});

it("says that nothing counts for a customer without limits and credits", async () => {
  open({ data: [], credits: null });
  expect(await screen.findByText("No limits of your own are set.")).toBeDefined();
  expect(screen.queryByText("Credits:")).toBeNull();
});
