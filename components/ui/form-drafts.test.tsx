import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { expect, it } from "vitest";
import { OpenapiDialog } from "@/components/catalogue/openapi-dialog";
import { ImportDialog } from "@/components/datasets/import-dialog";
import { NewEvaluationDialog } from "@/components/evaluations/new-evaluation-dialog";
import { NamespaceDialog } from "@/components/limits/namespace-dialog";
import { CreateOrganizationDialog } from "@/components/organizations/create-organization-dialog";
import { InviteDialog } from "@/components/organizations/invite-dialog";
import { NewReportDialog } from "@/components/reports/new-report-dialog";
import type { Role } from "@/lib/access/catalogue";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";

const close = () => undefined;
const chosen = { id: "one", name: "One", count: 1 };

const owner: Role = "owner";

/** Forms that make something: the dialog, the field that is typed into, and what leads to that field. */
const forms: Record<string, { dialog: ReactElement; field: string; text: string; before?: string }> = {
  invitations: {
    dialog: <InviteDialog role={owner} mailed onClose={close} />,
    field: "Email address 1",
    text: "ada@example.test",
  },
  "an organization": { dialog: <CreateOrganizationDialog onClose={close} />, field: "Name", text: "Acme" },
  "a namespace of limits": {
    dialog: <NamespaceDialog namespace={null} onClose={close} />,
    field: "Name",
    text: "images",
  },
  "an import": {
    dialog: <ImportDialog dataset={null} onClose={close} />,
    field: "Or the rows themselves",
    text: "name",
  },
  "a report": { dialog: <NewReportDialog open onClose={close} />, field: "From", text: "2026-06-01" },
  "an evaluation": {
    dialog: <NewEvaluationDialog prompt={chosen} dataset={chosen} onClose={close} />,
    field: "Value of expectation 1",
    text: "Dear",
    before: "Add expectation",
  },
  "an OpenAPI document": {
    dialog: <OpenapiDialog text="" products={[{ id: "images", label: "Images" }]} onClose={close} />,
    field: "Or the document itself",
    text: "openapi",
  },
};

it.each(Object.entries(forms))(
  "what was typed into the form of %s is there again after it was closed",
  async (_, form) => {
    const { dialog, field, text, before } = form;
    answerCalls(() => ({ status: 200, body: { data: [chosen] } }));
    const user = userEvent.setup();
    const { unmount } = renderPage(dialog);
    const shown = within(await screen.findByRole("dialog"));
    if (before) await user.click(shown.getByRole("button", { name: before }));
    await user.type(shown.getByLabelText(field), text);
    await user.click(shown.getByRole("button", { name: "Cancel" }));
    unmount();
    renderPage(dialog);
    expect(await within(await screen.findByRole("dialog")).findByLabelText(field)).toHaveProperty("value", text);
  },
);
