import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmDialog } from "./confirm-dialog";
import { FormDialog } from "./form-dialog";
import { SegmentedField } from "./form-fields";
import { useContractForm } from "./use-contract-form";

const focusedName = () => document.activeElement?.textContent;

function confirm(danger: boolean): void {
  renderPage(
    <ConfirmDialog
      danger={danger}
      title="Sure?"
      confirmLabel="Do it"
      action={() => Promise.resolve()}
      onClose={() => undefined}
    >
      <p>It happens at once.</p>
    </ConfirmDialog>,
  );
}

it("a dialog without a field begins at what it is for, so that Enter does it", async () => {
  confirm(false);
  await screen.findByRole("dialog");
  await waitFor(() => expect(focusedName()).toBe("Do it"));
});

it("a dialog that ends something begins at what leaves all as it was", async () => {
  confirm(true);
  await screen.findByRole("dialog");
  await waitFor(() => expect(focusedName()).toBe("Cancel"));
});

function Ways() {
  const form = useContractForm({ values: { way: "take" }, send: () => Promise.resolve() });
  const options = ["look", "take"].map((value) => ({ value, label: value }));
  return (
    <FormDialog form={form} onClose={() => undefined} title="Ask" submitLabel="Send">
      <SegmentedField control={form.control} name="way" label="What to do" options={options} />
    </FormDialog>
  );
}

it("a dialog that begins with a choice begins at what is chosen", async () => {
  renderPage(<Ways />);
  await screen.findByRole("dialog");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("radio", { name: "take" })));
});
