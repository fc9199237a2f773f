import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { Dialog } from "./dialog";

function Page({ openedByAddress = false, losesItsOpener = false }) {
  const [open, setOpen] = useState(openedByAddress);
  const [gone, setGone] = useState(false);
  return (
    <main tabIndex={-1}>
      {!gone && (
        <button type="button" onClick={() => setOpen(true)}>
          Revoke
        </button>
      )}
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (losesItsOpener) setGone(true);
        }}
        title="Sure?"
      />
    </main>
  );
}

it("a dialog gives the focus back to what opened it", async () => {
  renderPage(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Revoke"));
});

it.each([
  ["the address opened", { openedByAddress: true }],
  ["whose opener is gone", { losesItsOpener: true }],
])("a dialog that %s leaves the focus in the page's content, not at its top", async (_, props) => {
  renderPage(<Page {...props} />);
  if (!screen.queryByRole("dialog")) await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(document.activeElement?.tagName).toBe("MAIN"));
});
