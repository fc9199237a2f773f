import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Tooltip } from "./tooltip";

it("the keyboard meets the words, which describe the control until Esc or the focus takes them away", async () => {
  const user = userEvent.setup();
  render(
    <Tooltip content="Only owners do that">
      <button type="button">Revoke</button>
    </Tooltip>,
  );
  await user.tab();
  const words = await screen.findByRole("tooltip");
  expect(screen.getByRole("button").getAttribute("aria-describedby")).toBe(words.id);
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("tooltip")).toBeNull();
  await user.hover(screen.getByRole("button"));
  expect((await screen.findByRole("tooltip")).textContent).toBe("Only owners do that");
  await user.unhover(screen.getByRole("button"));
  await waitFor(() => expect(screen.queryByRole("tooltip")).toBeNull());
});
