import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { useAddress } from "@/components/ui/use-address";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { usageFilters, usageQueryOf } from "./usage-filter";
import { UsageFilters } from "./usage-filters";

function Filters({ byCustomer }: { byCustomer: boolean }) {
  const address = useAddress(usageFilters);
  return (
    <>
      <UsageFilters address={address} byCustomer={byCustomer} />
      <output>{JSON.stringify(usageQueryOf(address.values))}</output>
    </>
  );
}

const groups = () =>
  within(screen.getByRole("combobox", { name: "Group by" }))
    .getAllByRole("option")
    .map(({ textContent }) => textContent);

it("offers customers where their reader may tell them apart, and asks for the one that was chosen", async () => {
  const asked = answerCalls(() => ({
    status: 200,
    body: { data: [{ id: "cus_1", name: "", external_id: "user_42" }] },
  }));
  renderPage(<Filters byCustomer />, "/dashboard/usage");
  expect(groups()).toContain("By customer");
  const user = userEvent.setup();
  await user.click(screen.getByRole("combobox", { name: "Customer" }));
  await user.click(await screen.findByRole("option", { name: "user_42" }));
  await waitFor(() => expect(screen.getByRole("status").textContent).toContain('"customerId":"cus_1"'));
  expect(asked.every(({ path }) => path.startsWith("/api/dashboard/usage/customers"))).toBe(true);
});

it("offers no customers where there are none to see, and no tags where one customer is shown alone", () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<Filters byCustomer={false} />, "/dashboard/usage?customer=cus_1");
  expect(groups()).not.toContain("By customer");
  expect(groups()).not.toContain("By tag");
  expect(screen.queryByRole("combobox", { name: "Customer" })).toBeNull();
});

it("says the group that the chart shows where the address names one that is not offered", () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<Filters byCustomer={false} />, "/dashboard/usage?group=customer");
  expect(screen.getByRole("combobox", { name: "Group by" })).toHaveProperty("value", "customer");
  expect(screen.getByRole("status").textContent).toContain('"group":"customer"');
});

it("takes the filters away and nothing else, and offers that only where something is filtered", async () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<Filters byCustomer={false} />, "/dashboard/usage?range=7d&group=endpoint&view=table");
  expect(screen.queryByRole("button", { name: "Clear filters" })).toBeNull();
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Status" }), "5xx");
  await userEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
  await waitFor(() => expect(window.location.search).toBe("?range=7d&group=endpoint&view=table"));
  expect(screen.queryByRole("button", { name: "Clear filters" })).toBeNull();
});

it("folds on phones what is beyond the time, and says how many filters are in use there, how things are shown aside", async () => {
  answerCalls(() => ({ status: 200, body: { data: [] } }));
  renderPage(<Filters byCustomer={false} />, "/dashboard/usage?zone=Asia/Tokyo&group=endpoint&status=5xx");
  const fold = screen.getByRole("button", { name: "Filters (1)" });
  const folded = document.getElementById(fold.getAttribute("aria-controls") ?? "");
  expect(fold.getAttribute("aria-expanded")).toBe("false");
  expect(folded?.className).toContain("max-sm:hidden");
  expect(folded?.contains(screen.getByRole("combobox", { name: "Status" }))).toBe(true);
  expect(folded?.contains(screen.getByRole("radiogroup", { name: "Range" }))).toBe(false);
  await userEvent.click(fold);
  expect(fold.getAttribute("aria-expanded")).toBe("true");
  expect(folded?.className).not.toContain("hidden");
});
