import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { z } from "zod";
import { CallError } from "@/lib/http/call-error";
import { renderPage } from "@/lib/testing/render-page";
import { FormDialog } from "./form-dialog";
import { CheckField } from "./form-fields";
import { TextField } from "./text-field";
import { useContractForm } from "./use-contract-form";

const Body = z.object({ name: z.string().min(1, "must not be empty"), agreed: z.boolean() });

function Example({ send }: { send: () => Promise<void> }) {
  const form = useContractForm({ values: { name: "", agreed: false }, schema: Body, send });
  return (
    <FormDialog form={form} onClose={() => undefined} title="Example" submitLabel="Send">
      <TextField control={form.control} name="name" label="Name" />
      <CheckField control={form.control} name="agreed" label="Agreed" />
    </FormDialog>
  );
}

it("a problem of a field that has no place for it is told above the form", async () => {
  const problems = [{ path: "agreed", message: "must be given" }];
  const user = userEvent.setup();
  renderPage(<Example send={() => Promise.reject(new CallError("No", 400, "VALIDATION_ERROR", problems))} />);
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("Must be given");
});

it("problems that contract and form share with the server are told in one voice", async () => {
  const problems = [{ path: "name", message: "must not be empty" }];
  const user = userEvent.setup();
  renderPage(<Example send={() => Promise.reject(new CallError("No", 400, "VALIDATION_ERROR", problems))} />);
  await user.click(screen.getByRole("button", { name: "Send" }));
  const byContract = (await screen.findByRole("alert")).textContent;
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe(byContract);
  expect(byContract).toBe("Must not be empty");
});
