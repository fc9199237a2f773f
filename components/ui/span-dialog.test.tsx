import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import type { Span } from "./chart-frame";
import { SpanDialog } from "./span-dialog";

const morning = { from: "2026-03-10T09:00:00.000Z", to: "2026-03-10T10:30:00.000Z" };

async function open(zone: string, span: Span = morning) {
  const chosen: Span[] = [];
  renderPage(
    <SpanDialog
      zone={zone}
      kept="Days are kept for good."
      {...span}
      onClose={() => undefined}
      onChoice={(span) => chosen.push(span)}
    />,
  );
  await screen.findByRole("dialog");
  return chosen;
}
const day = (name: RegExp) => screen.getByRole("button", { name });

it("takes the first and the last day by keyboard, whole days on the clocks of the zone, over a change of them", async () => {
  const chosen = await open("Europe/Berlin");
  day(/March 10, 2026/).focus();
  await userEvent.keyboard("{PageDown}{PageUp}{ArrowDown}{ArrowDown}{ArrowDown}{Home}{Enter}");
  expect(screen.getByText(/Choose the last day/)).toBeTruthy();
  await userEvent.keyboard("{End}{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(day(/April 4, 2026/)));
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  const week = { from: "2026-03-28T23:00:00.000Z", to: "2026-04-04T22:00:00.000Z" };
  await waitFor(() => expect(chosen).toEqual([week]));
});

it("names months and weekdays as the reader's locale does, and begins weeks with its first day", async () => {
  await open("UTC");
  expect(screen.getByText("Mar 2026")).toBeTruthy();
  expect(screen.getAllByRole("columnheader").map(({ textContent }) => textContent)).toEqual([
    ...["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  ]);
  const [first] = within(screen.getByRole("table")).getAllByRole("button");
  expect(first?.getAttribute("aria-label")).toBe("Sunday, March 1, 2026");
});

it("takes whole days as usage has them, where they begin at the first whole hour of UTC", async () => {
  const days = { from: "2026-03-09T19:00:00.000Z", to: "2026-03-12T19:00:00.000Z" };
  const chosen = await open("Asia/Kolkata", days);
  const [from, to] = [screen.getByLabelText("From"), screen.getByLabelText("To")] as HTMLInputElement[];
  expect([from?.value, to?.value]).toEqual(["2026-03-10T00:00", "2026-03-13T00:00"]);
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  await waitFor(() => expect(chosen).toEqual([days]));
});

it("leaves a span as it is that begins where a day of usage does, and ends elsewhere", async () => {
  const hours = { from: "2026-03-09T19:00:00.000Z", to: "2026-03-10T01:00:00.000Z" };
  const chosen = await open("Asia/Kolkata", hours);
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  await waitFor(() => expect(chosen).toEqual([hours]));
});

it("takes typed times to the minute, and says why it cannot take others", async () => {
  const chosen = await open("Asia/Tokyo");
  const [from, to] = [screen.getByLabelText("From"), screen.getByLabelText("To")] as HTMLInputElement[];
  expect([from?.value, to?.value]).toEqual(["2026-03-10T18:00", "2026-03-10T19:30"]);
  const type = async (field: HTMLInputElement | undefined, text: string) => {
    if (!field) throw new Error("no field");
    await userEvent.clear(field);
    await userEvent.type(field, text);
  };
  await type(to, "2026-03-10T17:00");
  expect(screen.getByRole("alert").textContent).toBe("The end must be later than the start.");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(chosen).toEqual([]);
  await type(from, "1990-03-10T18:00");
  expect(screen.getByRole("alert").textContent).toBe("At most ten years can be shown at once.");
  await type(from, "2026-03-10T18:00");
  await type(to, "2026-03-10T18:45");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  const typed = { from: "2026-03-10T09:00:00.000Z", to: "2026-03-10T09:45:00.000Z" };
  await waitFor(() => expect(chosen).toEqual([typed]));
});

it("is sent like every form, by Enter in one of its fields", async () => {
  const chosen = await open("UTC");
  const { form } = screen.getByLabelText<HTMLInputElement>("From");
  form?.requestSubmit();
  await waitFor(() => expect(chosen).toEqual([morning]));
});
