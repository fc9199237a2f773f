import { act } from "@testing-library/react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { DayTime } from "./day-time";
import { ExactTime } from "./exact-time";

const at = "2026-09-02T09:14:00Z";

it.each([
  ["a day", <DayTime key="day" at={at} />],
  ["an exact time", <ExactTime key="exact" at={at} />],
])("%s is taken over from a server that shortens its month otherwise", async (_, time) => {
  const page = document.createElement("div");
  page.innerHTML = renderToString(time).replaceAll(/Sept?/g, "Septemb.");
  const written = page.querySelector("time");
  const drawnAnew = vi.fn();
  const root = await act(async () => hydrateRoot(page, time, { onRecoverableError: drawnAnew }));
  expect(drawnAnew).not.toHaveBeenCalled();
  expect(page.querySelector("time")).toBe(written);
  act(() => root.unmount());
});
